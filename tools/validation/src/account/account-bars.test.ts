import { expect, test } from 'vitest';
import { accountBar, blameBar } from './account-bars.ts';
import type { AccountTrial } from './measure-account.ts';
import type { Blame } from './measure-blame.ts';
import type { Shape } from './shapes.ts';

const shape: Shape = { name: 'one process', command: ['server'], shape: 'one', requests: 1 };
const counted = (accountMicros: number): AccountTrial => ({
  shape,
  state: 'counted',
  kind: 'process',
  accountMicros,
  ownMicros: 1_000_000,
});
const refused = (code: string, of: Shape = shape): AccountTrial => ({
  shape: of,
  state: 'refused',
  code,
  message: 'why',
});

test('an account holds within 3 % of what the server was told by the kernel, either way', () => {
  expect(accountBar('process', [counted(1_029_000), counted(971_000)])).toMatchObject({ holds: true });
  expect(accountBar('process', [counted(1_031_000), counted(1_000_000)])).toMatchObject({ holds: false });
  expect(accountBar('process', [counted(960_000)])).toMatchObject({ holds: false });
});

test('another account than the one asked for holds nothing', () => {
  expect(accountBar('cgroup', [counted(1_000_000)])).toMatchObject({ holds: false });
});

test('a shape that leaves its tree may be refused, by the error for it and no other', () => {
  const leaving: Shape = { ...shape, leavesTree: true };
  expect(accountBar('process', [refused('SERVER_IN_BACKGROUND', leaving)])).toMatchObject({ holds: true });
  expect(accountBar('process', [refused('SERVER_NOT_READY', leaving)])).toMatchObject({
    holds: false,
    note: 'one process: refused (SERVER_NOT_READY: why)',
  });
  expect(accountBar('process', [refused('SERVER_IN_BACKGROUND')])).toMatchObject({ holds: false });
});

test('where no cgroup can be made its account is not tried', () => {
  expect(accountBar('cgroup', [refused('CGROUP_UNAVAILABLE')])).toMatchObject({ trials: 0 });
});

const blame = (state: Blame['state']): Blame => ({ what: 'pool', state, foreignShare: 0.3 });

test('a single server whose CPU is blamed on others fails the bar, by name', () => {
  expect(blameBar([blame('quiet'), blame('blames')])).toMatchObject({
    value: 1,
    holds: false,
    trials: 2,
    note: "pool: 30 % of the machine counted as others'",
  });
  expect(blameBar([blame('quiet')])).toMatchObject({ value: 0, holds: true });
});

test('what others disturbed is left out and said', () => {
  expect(blameBar([blame('disturbed'), blame('quiet')])).toMatchObject({
    holds: true,
    trials: 1,
    note: '1 more left out, as other programs used the machine',
  });
  expect(blameBar([blame('disturbed')])).toMatchObject({ trials: 0 });
});
