import { expect, test } from 'vitest';
import { unpairedShift } from './rank-sum.ts';

test.each([
  // Hollander, Wolfe and Chicken, table A.6 and by hand: 1 − 2 P(U ≤ c), with 252, 70, 20 and 184,756 equally likely orders.
  [5, 5, 1 - 2 * (4 / 252)],
  [4, 4, 1 - 2 * (1 / 70)],
  [3, 3, 1 - 2 * (1 / 20)],
])('%d against %d give the confidence that the tables do', (one, other, confidence) => {
  const values = (count: number) => Array.from({ length: count }, (_, index) => index);
  expect(unpairedShift(values(one), values(other)).confidence).toBeCloseTo(confidence, 10);
});

test('what does not overlap leaves 0 out, what does not', () => {
  const reference = [10, 11, 12, 13, 14];
  const apart = unpairedShift([15, 16, 17, 18, 19], reference);
  expect(apart.estimate).toBe(5);
  expect(apart.low).toBeGreaterThan(0);
  expect(unpairedShift([10.5, 11.5, 12.5, 9.5, 13.5], reference).low).toBeLessThan(0);
});

test('many values are counted as few are', () => {
  const values = Array.from({ length: 50 }, (_, index) => index);
  const more = Array.from({ length: 51 }, (_, index) => index);
  const [counted, normal] = [unpairedShift(values, values), unpairedShift(more, more)];
  expect(counted.confidence).toBeGreaterThan(0.95);
  expect(counted.confidence).toBeLessThan(0.955);
  expect(Math.abs(counted.low - normal.low)).toBeLessThan(1.5);
});
