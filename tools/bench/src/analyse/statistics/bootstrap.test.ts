import { xoroshiro128plus } from 'pure-rand/generator/XoroShiro';
import { expect, test } from 'vitest';
import { medianInterval } from './bootstrap.ts';

test('the same data gives the same interval in any order', () => {
  const values = [5, 1, 4, 2, 3, 9, 7];
  expect(medianInterval(values)).toEqual(medianInterval([...values].reverse()));
});

test('of five values the interval reaches from the least to the greatest', () => {
  expect(medianInterval([10, 12, 11, 30, 9])).toEqual({ low: 9, high: 30 });
});

test('equal values have an interval without width', () => {
  expect(medianInterval([4, 4, 4, 4, 4, 4])).toEqual({ low: 4, high: 4 });
});

test.each([5, 9, 20])('the interval of %d values covers the true median about 95 times of 100', (size) => {
  const random = xoroshiro128plus(1);
  const uniform = () => (random.unsafeNext() >>> 0) / 2 ** 32;
  let covered = 0;
  const trials = 400;
  for (let trial = 0; trial < trials; trial += 1) {
    const values = Array.from({ length: size }, () => Math.exp(uniform() + uniform() + uniform() - 1.5));
    const { low, high } = medianInterval(values);
    if (low <= 1 && high >= 1) covered += 1;
  }
  expect(covered / trials).toBeGreaterThan(0.9);
  expect(covered / trials).toBeLessThan(0.995);
});
