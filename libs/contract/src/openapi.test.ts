import { readFile } from 'node:fs/promises';

import { expect, test } from 'vitest';
import { parse } from 'yaml';

import type { Answer } from './answer.ts';
import {
  badGateway,
  badRequest,
  bundle,
  contentTooLarge,
  gatewayTimeout,
  health,
  methodNotAllowed,
  notFound,
  plaintext,
  primes,
  quote,
  serviceUnavailable,
  unsupportedMediaType,
} from './answers.ts';
import { order } from './quote/orders.ts';
import { itemOf } from './upstream/upstream.ts';

interface Documented {
  headers?: { Allow?: { schema: { const: string } } };
  content: Record<string, { examples: { body: { value: string } } }>;
}

const document = parse(await readFile(new URL('../openapi.yaml', import.meta.url), 'utf8'));

test.each<[path: string, method: string, expected: Answer]>([
  ['/health', 'get', health],
  ['/plaintext', 'get', plaintext],
  ['/primes', 'get', primes(100, 25)],
  ['/primes', 'get', badRequest],
  ['/primes', 'get', methodNotAllowed('GET, HEAD')],
  ['/echo', 'post', contentTooLarge],
  ['/echo', 'post', methodNotAllowed('POST')],
  ['/quote', 'post', quote(order)],
  ['/quote', 'post', badRequest],
  ['/quote', 'post', contentTooLarge],
  ['/quote', 'post', unsupportedMediaType],
  ['/quote', 'post', methodNotAllowed('POST')],
  ['/bundle', 'get', bundle([itemOf(7)])],
  ['/bundle', 'get', badRequest],
  ['/bundle', 'get', methodNotAllowed('GET, HEAD')],
  ['/bundle', 'get', badGateway],
  ['/bundle', 'get', serviceUnavailable],
  ['/bundle', 'get', gatewayTimeout],
  ['/{unknown}', 'get', notFound],
])('%s %s: the document’s example is what the cases expect', (path, method, expected) => {
  const response = document.paths[path][method].responses[expected.status];
  const documented: Documented = response.$ref ? lookUp(response.$ref) : response;
  expect(documented.content[expected.contentType]?.examples.body.value).toBe(expected.body.toString());
  expect(documented.headers?.Allow?.schema.const).toBe(expected.allow);
});

test('the document’s order is the one that is answered there', () => {
  const { content } = document.paths['/quote'].post.requestBody;
  expect(content['application/json'].examples.body.value).toBe(JSON.stringify(order));
});

function lookUp(reference: string) {
  return reference
    .slice(2)
    .split('/')
    .reduce((node, key) => node[key], document);
}
