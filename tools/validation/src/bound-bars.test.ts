import { expect, test } from 'vitest';
import type { BoundName } from '../../bench/src/schema/bound.ts';
import { boundBars } from './bound-bars.ts';
import type { Observed } from './finding-bars.ts';

const observed = (bound: BoundName, told: BoundName, found: Observed['found'] = []): Observed => ({
  condition: { name: bound, options: { env: {}, scenarios: ['open'] }, expected: [], bound },
  found,
  bound: told,
  rateInvalidated: false,
  foreignShare: { median: 0.02, worst: 0.04 },
});
const barOf = (bound: BoundName, all: Observed[]) =>
  boundBars(all).find(({ name }) => name.includes(`"${bound}"`));

test('a bound holds when it is told in every trial of its conditions', () => {
  const all = [observed('vus', 'vus'), observed('rate', 'rate'), observed('rate', 'unknown')];
  expect(barOf('vus', all)).toMatchObject({ value: 1, holds: true, trials: 1 });
  expect(barOf('rate', all)).toMatchObject({ value: 0.5, holds: false, trials: 2 });
  expect(barOf('wait', all)).toMatchObject({ trials: 0 });
});

test('a bound that is told elsewhere does not hold, and says where', () => {
  const bar = barOf('wait', [observed('wait', 'wait'), observed('vus', 'wait')]);
  expect(bar).toMatchObject({ value: 0.5, holds: false, note: 'vus is bound by vus, told wait' });
});

test('a condition that others disturbed says nothing', () => {
  expect(barOf('rate', [observed('rate', 'unknown', ['noisy-host'])])).toMatchObject({ trials: 0 });
});
