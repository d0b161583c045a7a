import { expect, it } from 'vitest';
import { timesOf, timesTable } from './times.ts';

const of = (id: string, seconds: number, output = '') => ({
  id,
  target: 'e2e',
  succeeded: true,
  seconds,
  output,
});

it('shows the longest first, each with its slow files, and adds up what ran twice', () => {
  const output = [
    ' ✓ quick.e2e.ts (3 tests) 900ms',
    ' ✓ slow.e2e.ts (12 tests | 2 skipped) 125400ms',
    '   ✓ a test that took long  60000ms',
    ' ❯ |of a project| red.e2e.ts (2 tests | 1 failed) 21000ms',
    ' ✓ \x1b[30m\x1b[45m in colours \x1b[49m\x1b[39m blue.e2e.ts (2 tests) 20000ms',
  ].join('\n');
  const times = timesOf([
    of('go:test', 30),
    of('bench:lint', 5),
    of('go:test', 31),
    of('bench:e2e', 150, output),
  ]);
  expect(timesTable(times)).toEqual([
    '| 20 s and more | time |',
    '|---|--:|',
    '| bench:e2e | 2 min 30 s |',
    '| · slow.e2e.ts | 2 min 5 s |',
    '| · red.e2e.ts | 21 s |',
    '| · blue.e2e.ts | 20 s |',
    '| go:test | 1 min 1 s |',
  ]);
});

it('shows nothing where nothing took long', () => {
  expect(timesTable(timesOf([of('go:test', 0.1)]))).toEqual([]);
});
