import { expect, test } from 'vitest';
import { seeded } from '../fixture/seeded.ts';
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

test.each([
  4, 5, 6, 7,
])('of %i and as many values the coverage over all their orders is the confidence', (count) => {
  const ranks = Array.from({ length: 2 * count }, (_, place) => place + 0.01 * place ** 2);
  let [covered, orders] = [0, 0];
  for (let chosen = 0; chosen < 2 ** (2 * count); chosen += 1) {
    const one = ranks.filter((_, place) => (chosen >> place) & 1);
    if (one.length !== count) continue;
    const { low, high } = unpairedShift(
      one,
      ranks.filter((_, place) => !((chosen >> place) & 1)),
    );
    orders += 1;
    if (low <= 0 && high >= 0) covered += 1;
  }
  expect(covered / orders).toBeCloseTo(
    unpairedShift(ranks.slice(0, count), ranks.slice(count)).confidence,
    12,
  );
});

test('of 8 to 50 values the coverage is the confidence, by simulation', () => {
  const { random } = seeded(3);
  const values = (count: number) => Array.from({ length: count }, () => Math.exp(random() + random()));
  let [covered, claimed, trials] = [0, 0, 0];
  for (let count = 8; count <= 50; count += 3) {
    for (let trial = 0; trial < 60; trial += 1) {
      const { low, high, confidence } = unpairedShift(values(count), values(count));
      if (low <= 0 && high >= 0) covered += 1;
      claimed += confidence;
      trials += 1;
    }
  }
  // Three standard errors of a share of 0.95 over the trials.
  expect(Math.abs(covered - claimed) / trials).toBeLessThan(0.022);
});

test('many values are counted as few are', () => {
  const values = Array.from({ length: 50 }, (_, index) => index);
  const more = Array.from({ length: 51 }, (_, index) => index);
  const [counted, normal] = [unpairedShift(values, values), unpairedShift(more, more)];
  expect(counted.confidence).toBeGreaterThan(0.95);
  expect(counted.confidence).toBeLessThan(0.955);
  expect(Math.abs(counted.low - normal.low)).toBeLessThan(1.5);
});
