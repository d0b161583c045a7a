import { expect, test } from 'vitest';
import type { Condition } from './conditions.ts';
import { findingBars } from './finding-bars.ts';

const condition = (expected: Condition['expected']): Condition => ({
  name: 'one',
  options: { env: {}, scenarios: ['open'] },
  expected,
});
const stall = condition(['delayed-ack-stall']);
const barNamed = (name: string, bars: ReturnType<typeof findingBars>) =>
  bars.find((bar) => bar.name.startsWith(name));

test('a finding holds when it is found in every trial of its condition', () => {
  const bars = findingBars([
    { condition: stall, found: ['delayed-ack-stall'], rateInvalidated: true },
    { condition: stall, found: [], rateInvalidated: false },
  ]);
  expect(barNamed('delayed-ack-stall', bars)).toMatchObject({ value: 0.5, holds: false, trials: 2 });
});

test('what was never tried does not hold', () => {
  expect(barNamed('cpu-throttled', findingBars([]))).toMatchObject({ holds: false, trials: 0 });
});

test('a finding that nothing causes is false, a noisy host is not', () => {
  const bars = findingBars([
    { condition: condition([]), found: ['memory-growth', 'noisy-host'], rateInvalidated: false },
  ]);
  expect(barNamed('findings where nothing', bars)).toMatchObject({ value: 1, holds: false });
});
