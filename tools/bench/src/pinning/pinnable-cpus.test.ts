import { expect, test } from 'vitest';
import { formatCpuList, parseCpuList } from '../system/cpu-list.ts';
import { coresOf } from './pinnable-cpus.ts';

test('a list of CPUs is read as the kernel writes it, and written so again', () => {
  expect(parseCpuList('0-2,5,8-9\n')).toEqual([0, 1, 2, 5, 8, 9]);
  expect(formatCpuList([9, 0, 8, 5, 1, 2])).toBe('0-2,5,8-9');
});

test('two threads are one core; of cores that we may use in part that part counts', () => {
  const siblings: Record<number, string> = { 0: '0,2', 1: '1,3', 2: '0,2', 3: '1,3' };
  const topologyOf = (cpu: number) => ({ package: 0, siblings: siblings[cpu] ?? '' });
  expect(coresOf([0, 1, 2, 3], topologyOf)).toEqual([
    [0, 2],
    [1, 3],
  ]);
  expect(coresOf([0, 1, 2], topologyOf)).toEqual([[0, 2], [1]]);
});

test('cores of a package stand together, and CPUs of unknown topology are cores', () => {
  const topologyOf = (cpu: number) => ({ package: cpu % 2, siblings: String(cpu) });
  expect(coresOf([0, 1, 2, 3], topologyOf)).toEqual([[0], [2], [1], [3]]);
  expect(coresOf([4, 5], () => undefined)).toEqual([[4], [5]]);
});
