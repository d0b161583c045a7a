import { describe, expect, test } from 'vitest';
import { FEWEST_FOR_INTERVAL, medianInterval } from './median-interval.ts';

/** Of 2^count orders of heads and tails, the share with so many heads: Pascal's triangle, halved at each step. */
function sharesOfHeads(count: number): number[] {
  let shares = [1];
  for (let coin = 0; coin < count; coin += 1) {
    const before = shares;
    shares = Array.from(
      { length: before.length + 1 },
      (_, heads) => ((before[heads] ?? 0) + (before[heads - 1] ?? 0)) / 2,
    );
  }
  return shares;
}

describe('coverage, counted over all sides that the values can fall to', () => {
  test.each(Array.from({ length: 46 }, (_, index) => index + 5))('of %i values', (count) => {
    const distinct = Array.from({ length: count }, (_, place) => place);
    let covered = 0;
    for (const [below, share] of sharesOfHeads(count).entries()) {
      const { low, high } = medianInterval(distinct.map((place) => place - below + 0.5).reverse());
      if (low <= 0 && high >= 0) covered += share;
    }
    const { confidence } = medianInterval(distinct);
    expect(covered).toBeCloseTo(confidence, 12);
    expect(covered).toBeGreaterThanOrEqual(count === FEWEST_FOR_INTERVAL ? 0.9375 : 0.95);
  });
});

test.each([
  // Hollander, Wolfe and Chicken, table A.2 of the sign test, by hand: 1 − 2 P(B ≤ k).
  [5, 0, 0.9375],
  [6, 0, 0.96875],
  [9, 1, 1 - 20 / 512],
  [12, 2, 1 - 158 / 4096],
  [20, 5, 0.9586],
])('of %i values %i are left out at each end, with a confidence of %d', (count, cut, confidence) => {
  const interval = medianInterval(Array.from({ length: count }, (_, place) => place));
  expect(interval).toMatchObject({ low: cut, high: count - 1 - cut });
  expect(interval.confidence).toBeCloseTo(confidence, 4);
});

test('the same data gives the same interval in any order', () => {
  const given = [5, 1, 4, 2, 3, 9, 7];
  expect(medianInterval(given)).toEqual(medianInterval([...given].reverse()));
});

test('equal values have an interval without width', () => {
  expect(medianInterval([4, 4, 4, 4, 4, 4])).toMatchObject({ low: 4, high: 4 });
});

test('thousands of values have an interval of nearly 95 %', () => {
  const { confidence, low, high } = medianInterval(Array.from({ length: 5001 }, (_, place) => place));
  expect(confidence).toBeGreaterThan(0.95);
  expect(confidence).toBeLessThan(0.955);
  expect(low + high).toBe(5000);
});
