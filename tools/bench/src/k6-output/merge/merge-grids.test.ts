import { describe, expect, test } from 'vitest';
import { seeded } from '../../analyse/fixture/seeded.ts';
import { ascending, percentileByK6, trendByK6 } from './fixture/k6-trend.ts';
import { mergeGrids } from './merge-grids.ts';
import { gridOf, gridPercents, gridStatistics } from './quantile-grid.ts';

const { random, normal } = seeded(19);
/** Right-skewed, as latencies are; ms. */
const mode = (medianMs: number, spread = 0.3) => medianMs * Math.exp(spread * normal());
const samples = (count: number, one: () => number) => Array.from({ length: count }, one);
const merged = (runners: readonly number[][], percents?: readonly number[]) =>
  mergeGrids(runners.map((runner) => gridOf(trendByK6(runner, percents))!));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const errorShare = (value: number, truth: number) => Math.abs(value - truth) / truth;

const mostErrorShares = [
  [50, 0.01],
  [95, 0.01],
  [99, 0.01],
  [99.9, 0.03],
] as const;

const servers: Record<string, number[][]> = {
  'of one mode': [samples(6000, () => mode(5)), samples(6000, () => mode(5))],
  'of two modes': samples(3, () => 0).map(() => samples(5000, () => (random() < 0.1 ? mode(80) : mode(4)))),
  'whose slow worker one runner has': [samples(8000, () => mode(4)), samples(3000, () => mode(40))],
  'with a long tail': samples(4, () => 0).map(() => samples(4000, () => mode(2, 1.2))),
};

describe.each(Object.entries(servers))('runners of a server %s', (_name, runners) => {
  const all = ascending(runners.flat());
  test.each(mostErrorShares)('p%d of all samples is met within %d', (percent, most) => {
    const { value } = merged(runners).percentile(percent);
    expect(errorShare(value, percentileByK6(all, percent))).toBeLessThan(most);
  });

  test('the truth lies within the bounds at every percentile, and the ends and the mean are exact', () => {
    const distribution = merged(runners);
    for (let percent = 0; percent <= 100; percent += 0.37) {
      const { value, atLeast, atMost } = distribution.percentile(percent);
      const truth = percentileByK6(all, percent);
      expect(truth).toBeGreaterThanOrEqual(atLeast - 1e-9);
      expect(truth).toBeLessThanOrEqual(atMost + 1e-9);
      expect(value).toBeGreaterThanOrEqual(atLeast);
      expect(value).toBeLessThanOrEqual(atMost);
    }
    expect(distribution).toMatchObject({ count: all.length, min: all[0], max: all.at(-1) });
    expect(distribution.avg).toBeCloseTo(mean(all), 9);
  });
});

test.each(mostErrorShares)('the mean of the runners is not p%d: it fails the same test', (percent, most) => {
  const runners = servers['whose slow worker one runner has']!;
  const truth = percentileByK6(ascending(runners.flat()), percent);
  const byMean = mean(runners.map((runner) => percentileByK6(ascending(runner), percent)));
  expect(errorShare(byMean, truth)).toBeGreaterThan(most);
});

test('bounds are strict for few samples, for values that repeat, and for any percentiles', () => {
  for (let trial = 0; trial < 60; trial++) {
    const values = [1, 1, 2, 5, 5, 5, 40, 0];
    const runners = samples(1 + Math.floor(random() * 4), () => 0).map(() =>
      samples(1 + Math.floor(random() * 40), () =>
        trial % 2 ? random() * 100 : values[Math.floor(random() * values.length)]!,
      ),
    );
    const all = ascending(runners.flat());
    const distribution = merged(runners, trial % 3 ? gridPercents : [50, 90, 95]);
    for (const percent of [0, 3, 50, 75, 90, 95, 99, 99.9, 100]) {
      const { atLeast, atMost } = distribution.percentile(percent);
      const truth = percentileByK6(all, percent);
      expect(truth).toBeGreaterThanOrEqual(atLeast - 1e-9);
      expect(truth).toBeLessThanOrEqual(atMost + 1e-9);
    }
  }
});

test("a coarse grid, such as k6's default, says that it is: bounds far apart and not a wrong number", () => {
  const runners = servers['of two modes']!;
  const coarse = merged(runners, [90, 95]).percentile(99);
  const fine = merged(runners).percentile(99);
  expect(coarse.atMost - coarse.atLeast).toBeGreaterThan(20 * (fine.atMost - fine.atLeast));
});

test('the grid has what a result needs, in names that k6 takes, about two thousand of them', () => {
  const names = gridStatistics.split(',');
  expect(names).toEqual(
    expect.arrayContaining(['count', 'med', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'p(99.99)']),
  );
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThan(1900);
  expect(names.every((name) => /^(?:count|avg|min|med|max|p\(\d{1,2}(?:\.\d{1,3})?\))$/.test(name))).toBe(
    true,
  );
});

test('a distribution that is not known whole, or contradicts itself, is none', () => {
  expect(gridOf({ avg: 1, min: 1, max: 1, med: 1 })).toBeUndefined();
  expect(gridOf({ count: 3, avg: 1, min: 1, med: 1 })).toBeUndefined();
  expect(gridOf({ count: 3, avg: 1, min: 1, med: 9, 'p(90)': 2, max: 9 })).toBeUndefined();
});
