import { expect, test } from 'vitest';
import { type ProcessTimes, treeAccount } from './tree-account.ts';

const tick = (micros: number) => Math.floor(micros / 10_000) * 10_000;

/** A process as the kernel would show it, from what its living and its ended threads and its children really used. */
const shown = (pid: number, of: { living?: number; ended?: number; children?: number; parent?: number }) => {
  const { living = 0, ended = 0, children = 0, parent } = of;
  const times: ProcessTimes = {
    pid,
    parent,
    startTime: `${pid}`,
    ownMicros: tick(living + ended),
    childrenMicros: tick(children),
    threadsMicros: living,
  };
  return times;
};

test('what living threads used is exact', () => {
  const { add } = treeAccount();
  expect(add([shown(1, { living: 1234 })])).toBe(1234);
  expect(add([shown(1, { living: 25_678 })])).toBe(25_678);
});

test('threads that began and ended between two looks are counted to a tick, and ever nearer', () => {
  const { add } = treeAccount();
  add([shown(1, { living: 0 })]);
  const ended = 503_000;
  let total = 0;
  for (let living = 0; living < 100_000; living += 1_700) total = add([shown(1, { living, ended })]) - living;
  expect(total).toBeLessThanOrEqual(ended);
  expect(total).toBeGreaterThan(ended - 2000);
});

test('a child that was waited for is in its parent, once', () => {
  const { add } = treeAccount();
  add([shown(1, { living: 5000 }), shown(2, { living: 300_000, parent: 1 })]);
  const after = add([shown(1, { living: 6000, children: 310_000 })]);
  expect(after).toBe(316_000);
});

test('children that no look has seen are in their parent', () => {
  const { add } = treeAccount();
  add([shown(1, { living: 5000 })]);
  expect(add([shown(1, { living: 5000, children: 4_000_000 })])).toBe(4_005_000);
});

test('a grandchild whose parent ended with it is in the grandparent', () => {
  const { add } = treeAccount();
  add([
    shown(1, { living: 0 }),
    shown(2, { living: 100_000, parent: 1 }),
    shown(3, { living: 200_000, parent: 2 }),
  ]);
  expect(add([shown(1, { children: 300_000 })])).toBe(300_000);
});

test('what nobody waited for stays as it was last seen, and its parent is named', () => {
  const { add, parentsOfEnded } = treeAccount();
  add([shown(1, { living: 5000 }), shown(2, { living: 300_000, parent: 1 })]);
  expect(add([shown(1, { living: 5000 })])).toBe(305_000);
  expect([...parentsOfEnded()]).toEqual([1]);
});

test('a pid that another process has got by now is another process', () => {
  const { add } = treeAccount();
  add([shown(1, {}), { ...shown(2, { living: 400_000, parent: 1 }), startTime: 'first' }]);
  const second = { ...shown(2, { living: 7000, parent: 1 }), startTime: 'second' };
  expect(add([shown(1, { children: 400_000 }), second])).toBe(407_000);
});
