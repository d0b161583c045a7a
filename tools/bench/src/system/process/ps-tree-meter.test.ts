import { expect, test } from 'vitest';
import { parseRow, treeOf } from './ps-tree-meter.ts';

test('a row of ps is read in bytes and microseconds', () => {
  expect(parseRow('  501   1  43520 01:02.50')).toEqual({
    pid: 501,
    parent: 1,
    rssBytes: 43_520 * 1024,
    cpuMicros: 62_500_000,
  });
  expect(parseRow('7 1 0 1-00:00:01').cpuMicros).toBe(86_401_000_000);
});

test('the tree holds grandchildren that ps lists before their parents', () => {
  const row = (pid: number, parent: number) => ({ pid, parent, rssBytes: 0, cpuMicros: 0 });
  const tree = treeOf(10, [row(30, 20), row(20, 10), row(10, 1), row(99, 1)]);
  expect(tree.map(({ pid }) => pid).sort()).toEqual([10, 20, 30]);
});
