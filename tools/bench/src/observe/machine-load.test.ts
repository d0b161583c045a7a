import { spawnSync } from 'node:child_process';
import { platform } from 'node:process';
import { expect, test } from 'vitest';
import { allowedCpusOf } from '../system/allowed-cpus.ts';
import { parseMachineTimes } from './machine-load.ts';

const stat = [
  'cpu  300 0 30 3000 500 0 6 70 0 0',
  'cpu0 100 0 10 1000 200 0 2 30 0 0',
  'cpu1 100 0 10 900 200 0 2 30 0 0',
  'cpu10 100 0 10 1100 100 0 2 10 0 0',
  'intr 1 2 3',
].join('\n');

test('only the CPUs that the bench may use are counted', () => {
  expect(parseMachineTimes(stat, [10])).toEqual({ idleMs: 12_000, stolenMs: 100 });
});

test('a CPU that waits for a disk is idle', () => {
  expect(parseMachineTimes(stat, [0, 1, 10]).idleMs).toBe((3000 + 500) * 10);
});

test.runIf(platform === 'linux')('the CPUs of a process are those of its affinity', () => {
  const ofOne = spawnSync('taskset', ['-c', '0', 'cat', '/proc/self/status'], { encoding: 'utf8' });
  if (ofOne.status === 0) expect(allowedCpusOf(ofOne.stdout)).toEqual([0]);
  expect(allowedCpusOf('Cpus_allowed_list:\t2-3,8\n')).toEqual([2, 3, 8]);
});
