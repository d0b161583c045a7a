import { describe, expect } from 'vitest';

import type { Answer } from '../answer.ts';
import * as answers from '../answers.ts';
import { cases } from '../cases/index.ts';
import { order } from '../quote/orders.ts';
import { runCases } from '../run-cases.ts';
import { test } from './node-server.ts';
import { oneByteOf, type Part } from './one-byte.ts';
import { withProxy } from './proxy.ts';

/** For every answer of the contract the case that is about it. */
const guards: readonly (readonly [name: string, answer: Answer])[] = [
  ['GET /health is the JSON document', answers.health],
  ['GET /plaintext is the text', answers.plaintext],
  ['GET /primes is N and the count', answers.primes(100, 25)],
  ['POST /echo is the body with its content type', answers.echo('text/csv', 'a,b\n1,2\n')],
  ['POST /quote is the quote of the order', answers.quote(order)],
  ['POST /quote of a text is 415', answers.unsupportedMediaType],
  ['GET /primes without below is 400', answers.badRequest],
  ['GET of an unknown path is 404', answers.notFound],
  ['POST to a GET route is 405 with Allow', answers.methodNotAllowed('GET, HEAD')],
  ['GET of the POST route is 405 with Allow', answers.methodNotAllowed('POST')],
  ['1 MiB and one byte is 413', answers.contentTooLarge],
  ['1 MiB and one byte in chunks is 413', answers.contentTooLarge],
];

const parts: readonly Part[] = [
  'status',
  'Content-Type',
  'Content-Length',
  'Date',
  'body',
  'last byte of the body',
];

const named = (names: readonly string[]) => cases.filter(({ name }) => names.includes(name));

test('the server itself passes through the proxy', async ({ server }) => {
  const { passed, failures } = await withProxy(server, (response) => response, runCases);
  expect(failures).toEqual([]);
  expect(passed).toBe(cases.length);
});

describe.each(guards)('"%s" fails', (name, answer) => {
  const suffering = guards.filter(([, other]) => JSON.stringify(other) === JSON.stringify(answer));

  test.for(
    answer.allow === undefined ? parts : [...parts, 'Allow' as const],
  )('and no other, when one byte of its %s is wrong', async (part, { server }) => {
    const guarding = named(guards.map(([guard]) => guard));
    const { failures } = await withProxy(server, oneByteOf(part, answer), (proxied) =>
      runCases(proxied, guarding),
    );
    expect(failures.map((failure) => failure.name)).toEqual(
      guarding.map((guard) => guard.name).filter((guard) => suffering.some(([other]) => other === guard)),
    );
    expect(failures.map((failure) => failure.name)).toContain(name);
  });
});
