import path from 'node:path';

import { execa } from 'execa';
import { expect } from 'vitest';

import { plaintext } from '../answers.ts';
import { test } from './node-server.ts';
import { oneByteOf } from './one-byte.ts';
import { withProxy } from './proxy.ts';

const bin = path.resolve(import.meta.dirname, '../../bin/conformance.mjs');
const run = (...args: string[]) =>
  execa('node', [bin, ...args], { cwd: path.parse(bin).root, reject: false });

test('the command ends with 0 and its count when all cases pass', async ({ server }) => {
  const { exitCode, stdout } = await run(server.url.href);
  expect(stdout).toMatch(/^\d+ passed, 0 failed$/);
  expect(exitCode).toBe(0);
});

test('the command ends with 1 and says what was expected and found', async ({ server }) => {
  const { exitCode, stdout } = await withProxy(server, oneByteOf('body', plaintext), ({ url }) =>
    run(url.href),
  );
  expect(stdout).toContain(
    'FAILED GET /plaintext is the text: body: expected "Hello, World!", found "Iello, World!"\n',
  );
  expect(stdout).toMatch(/\n\d+ passed, \d+ failed$/);
  expect(exitCode).toBe(1);
});

test('the answers alone are fewer cases, and a wrong one still fails', async ({ server }) => {
  const [all, answers] = await Promise.all([run(server.url.href), run(server.url.href, '--only=answers')]);
  const countOf = ({ stdout }: { stdout: string }) => Number.parseInt(stdout, 10);
  expect(countOf(answers)).toBeGreaterThan(0);
  expect(countOf(answers)).toBeLessThan(countOf(all));
  const { exitCode } = await withProxy(server, oneByteOf('body', plaintext), ({ url }) =>
    run(url.href, '--only=answers'),
  );
  expect(exitCode).toBe(1);
});

test('the command fails every case when nothing listens', async ({ server }) => {
  const gone = await withProxy(
    server,
    (response) => response,
    async ({ url }) => url.href,
  );
  const { exitCode, stdout } = await run(gone);
  expect(stdout).toMatch(/\n0 passed, \d+ failed$/);
  expect(exitCode).toBe(1);
});

test.for([
  ['nothing', []],
  ['https://127.0.0.1:1', ['https://127.0.0.1:1']],
  ['http://127.0.0.1:1 --only=routes', ['http://127.0.0.1:1', '--only=routes']],
  ['http://127.0.0.1:1 --fast', ['http://127.0.0.1:1', '--fast']],
] as const)('the command refuses %s', async ([found, args]) => {
  const { exitCode, stderr } = await run(...args);
  expect(stderr).toBe(
    `CONFORMANCE_USAGE: expected one URL like http://127.0.0.1:8080, and at most --only=answers, found ${found}`,
  );
  expect(exitCode).toBe(2);
});
