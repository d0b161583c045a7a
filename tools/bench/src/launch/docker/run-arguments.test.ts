import { expect, test } from 'vitest';
import { benchOptionsSchema } from '../../schema/options.ts';
import { runArguments } from './run-arguments.ts';

const argumentsWith = (options: object, pinnedTo?: string, role?: 'dependency') =>
  runArguments({
    options: benchOptionsSchema.parse({ command: ['server'], ...options }),
    role,
    pinnedTo,
    image: 'an/image',
    name: 'a-name',
    idFile: '/a/file.id',
    labels: {},
    host: '127.0.0.1',
    port: 8081,
  });

test('a memory limit is one of memory and swap together', () => {
  const given = argumentsWith({ memory: '64m' }).join(' ');
  expect(given).toContain('--memory 64m --memory-swap 64m');
});

test('a quota has the period that is asked for', () => {
  expect(argumentsWith({ cpus: 0.1 }).join(' ')).toContain('--cpu-period 10000 --cpu-quota 1000');
  const slow = argumentsWith({ cpus: 0.5, cpuPeriod: '100ms' }).join(' ');
  expect(slow).toContain('--cpu-period 100000 --cpu-quota 50000');
});

test('no limit is set that was not asked for', () => {
  expect(argumentsWith({}).filter((word) => /^--(cpu|memory)/.test(word))).toEqual([]);
});

test("the server's own environment cannot move it to another address", () => {
  const given = argumentsWith({ env: { PORT: '1', GREETING: 'hi' } });
  expect(given).toContain('GREETING=hi');
  expect(given.filter((word) => word.startsWith('PORT='))).toEqual(['PORT=8081']);
});

test('a pinned container has the CPUs of its server', () => {
  expect(argumentsWith({}, '2-3').join(' ')).toContain('--cpuset-cpus 2-3');
});

test('a server is held tightly, what runs beside it as its image has it', () => {
  const isHeld = (given: readonly string[]) =>
    given.includes('--read-only') && given.includes('--cap-drop=ALL');
  expect(isHeld(argumentsWith({}))).toBe(true);
  expect(isHeld(argumentsWith({}, undefined, 'dependency'))).toBe(false);
});

test('the image comes last, after every option of the engine', () => {
  expect(argumentsWith({ cpus: 0.5 }).at(-1)).toBe('an/image');
});
