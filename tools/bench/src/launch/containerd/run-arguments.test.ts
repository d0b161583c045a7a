import { expect, test } from 'vitest';
import { benchOptionsSchema } from '../../schema/options.ts';
import { runArguments } from './run-arguments.ts';

const argumentsWith = (options: object) =>
  runArguments({
    options: benchOptionsSchema.parse({ command: ['server'], ...options }),
    runtime: 'io.containerd.wasmtime.v1',
    image: 'an/image',
    name: 'a-name',
    host: '127.0.0.1',
    port: 8081,
    logFile: '/a/log',
  });

test('a memory limit is given in bytes, which is all that ctr takes', () => {
  expect(argumentsWith({ memory: '64m' }).join(' ')).toContain('--memory-limit 67108864');
});

test('no limit is set that was not asked for', () => {
  expect(argumentsWith({}).filter((word) => /^--(cpu|memory)/.test(word))).toEqual([]);
});

test("the server's own environment cannot move it to another address", () => {
  const given = argumentsWith({ env: { PORT: '1', GREETING: 'hi' } });
  expect(given).toContain('GREETING=hi');
  expect(given.filter((word) => word.startsWith('PORT='))).toEqual(['PORT=8081']);
});

test('image and name come last, after every option', () => {
  expect(argumentsWith({ cpus: 0.5 }).slice(-2)).toEqual(['an/image', 'a-name']);
});
