import { expect } from 'vitest';

import { cases } from '../cases/index.ts';
import { runCases } from '../run-cases.ts';
import { test } from './node-server.ts';
import { type Mutation, withProxy } from './proxy.ts';

const headCases = cases.filter(({ name }) => name.startsWith('HEAD '));

/** Changes only what follows a request of the HEAD method. */
const toHead =
  (change: (response: string) => string): Mutation =>
  (response, request) =>
    request.startsWith('HEAD ') ? change(response) : response;

const mutations: [string, (response: string) => string][] = [
  ['has one byte of a body', (response) => `${response}x`],
  ['has another length', (response) => response.replace(/(?<=content-length: )\d/i, '9')],
  ['has another type', (response) => response.replace(/(?<=content-type: )./i, 'b')],
  ['has another status', (response) => response.replace(/(?<=^HTTP\/1\.1 \d)\d/, '9')],
];

test.for(mutations)('every HEAD case fails when its answer %s', async ([, change], { server }) => {
  const { passed } = await withProxy(server, toHead(change), (proxied) => runCases(proxied, headCases));
  expect(passed).toBe(0);
});
