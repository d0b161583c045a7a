import { expect, test } from 'vitest';
import type { Condition } from './conditions.ts';
import { findingBars } from './finding-bars.ts';

const condition = (expected: Condition['expected']): Condition => ({
  name: 'one',
  options: { env: {}, scenarios: ['open'] },
  expected,
  bound: 'rate',
});
const seen = { bound: 'rate' as const, foreignShare: { median: 0.02, worst: 0.04 } };
const stall = condition(['delayed-ack-stall']);
const barNamed = (name: string, bars: ReturnType<typeof findingBars>) =>
  bars.find((bar) => bar.name.startsWith(name));

test('a finding holds when it is found in every trial of its condition', () => {
  const bars = findingBars([
    { condition: stall, found: ['delayed-ack-stall'], rateInvalidated: true, ...seen },
    { condition: stall, found: [], rateInvalidated: false, ...seen },
  ]);
  expect(barNamed('delayed-ack-stall', bars)).toMatchObject({ value: 0.5, holds: false, trials: 2 });
});

test('what was never tried does not hold', () => {
  expect(barNamed('cpu-throttled', findingBars([]))).toMatchObject({ holds: false, trials: 0 });
});

test('a finding that nothing causes is false', () => {
  const bars = findingBars([
    { condition: condition([]), found: ['memory-growth'], rateInvalidated: false, ...seen },
  ]);
  expect(barNamed('findings where nothing', bars)).toMatchObject({ value: 1, holds: false, trials: 1 });
});

test('what is found while other programs use the machine is not counted, and that is said', () => {
  const bars = findingBars([
    {
      condition: condition([]),
      found: ['dropped-iterations', 'noisy-host'],
      rateInvalidated: true,
      ...seen,
    },
    { condition: condition([]), found: [], rateInvalidated: false, ...seen },
  ]);
  expect(barNamed('findings where nothing', bars)).toMatchObject({ value: 0, holds: true, trials: 1 });
  expect(barNamed('findings where nothing', bars)?.note).toContain('1 more left out');
});

test("the ancestor's fault is diagnosed only with receiving and waiting in evidence and the rate out of the ranking", () => {
  const told = { summary: 'stalls', evidence: { receivingP50Ms: 43, waitingP50Ms: 0.9 } };
  const found = ['delayed-ack-stall', 'vu-bound'] as const;
  const one = { condition: stall, found: [...found], stall: told, ...seen };
  const bar = (rateInvalidated: boolean) =>
    barNamed("the ancestor's", findingBars([{ ...one, rateInvalidated }]));
  expect(bar(true)).toMatchObject({ value: 1, holds: true });
  expect(bar(false)).toMatchObject({ value: 0, holds: false });
});
