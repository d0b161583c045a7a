import { mean, quantileSorted } from 'simple-statistics';
import { expect, test } from 'vitest';
import { seeded } from '../fixture/seeded.ts';
import { pairedShift, signedRankP } from './signed-rank.ts';

test('the interval is that of the published tables', () => {
  // Hollander, Wolfe and Chicken, table A.4: with n = 9, P(T⁺ ≥ 40) = 0.0195, so that 6th and 40th of 45 means bound it.
  const { confidence } = pairedShift([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(confidence).toBeCloseTo(1 - 2 * 0.0195, 3);
});

test.each([
  [4, 0.875],
  [5, 0.9375],
  [6, 0.96875],
])('%d differences give a confidence of %d', (count, confidence) => {
  expect(pairedShift(Array.from({ length: count }, (_, index) => index)).confidence).toBe(confidence);
});

test('p is that of the published tables', () => {
  // Hollander, Wolfe and Chicken, table A.4: with n = 9, P(T⁺ ≥ 40) = 0.0195.
  expect(signedRankP([1, 2, 3, 4, -5, 6, 7, 8, 9])).toBeCloseTo(2 * 0.0195, 3);
  expect(signedRankP([1, 2, 3, 4, 5, 6])).toBe(2 / 64);
  expect(signedRankP([0, 0, 0, 0, 0, 0])).toBe(1);
});

test.each([
  5, 6, 9, 20, 51, 80,
])('p of %i differences is at most 0.05 where their interval leaves 0 out, and only there', (count) => {
  const { differences } = noisyDifferences(count);
  for (let trial = 0; trial < 40; trial += 1) {
    const shifted = differences().map((each) => each + (trial - 20) * 0.008);
    const { low, high, confidence } = pairedShift(shifted);
    if (confidence < 0.95) expect(signedRankP(shifted)).toBeGreaterThan(0.05);
    else expect(signedRankP(shifted) <= 0.05).toBe(low > 0 || high < 0);
  }
});

test('one wild difference of ten does not move the estimate out of the others', () => {
  const { estimate } = pairedShift([1, 1.1, 0.9, 1.05, 0.95, 1.02, 0.98, 1.01, 0.99, 100]);
  expect(estimate).toBeGreaterThan(0.9);
  expect(estimate).toBeLessThan(1.1);
});

test.each([
  6, 10, 60,
])('of %d differences of the same thing, at most one interval in twenty leaves 0 out', (count) => {
  const { random, differences } = noisyDifferences(count);
  let wrong = 0;
  let wrongBootstrap = 0;
  const trials = 600;
  for (let trial = 0; trial < trials; trial += 1) {
    const drawn = differences();
    const { low, high } = pairedShift(drawn);
    if (low > 0 || high < 0) wrong += 1;
    if (count <= 10 && bootstrapLeavesOutZero(drawn, random)) wrongBootstrap += 1;
  }
  // Three standard errors of a share of 0.05 over 600 trials.
  expect(wrong / trials).toBeLessThan(0.077);
  if (count <= 10) expect(wrongBootstrap).toBeGreaterThan(1.4 * wrong);
});

test.each(
  Array.from({ length: 8 }, (_, index) => index + 5),
)('of %i differences the coverage over all their signs is the confidence', (count) => {
  // No two sums of these are equal, so that no mean of two differences is 0.
  const magnitudes = Array.from({ length: count }, (_, place) => Math.sqrt(place + 2) + place);
  let covered = 0;
  for (let signs = 0; signs < 2 ** count; signs += 1) {
    const { low, high } = pairedShift(magnitudes.map((each, place) => ((signs >> place) & 1 ? each : -each)));
    if (low <= 0 && high >= 0) covered += 1;
  }
  expect(covered / 2 ** count).toBeCloseTo(pairedShift(magnitudes).confidence, 12);
});

test('of 13 to 50 differences the coverage is the confidence, by simulation', () => {
  const { differences } = noisyDifferences(50);
  let [covered, claimed, trials] = [0, 0, 0];
  for (let count = 13; count <= 50; count += 4) {
    for (let trial = 0; trial < 100; trial += 1) {
      const { low, high, confidence } = pairedShift(differences().slice(0, count));
      if (low <= 0 && high >= 0) covered += 1;
      claimed += confidence;
      trials += 1;
    }
  }
  // Three standard errors of a share of 0.95 over the trials.
  expect(Math.abs(covered - claimed) / trials).toBeLessThan(0.021);
});

/** Normal noise of 10 %, and in one round of twenty a neighbour that costs half as much again. */
function noisyDifferences(count: number) {
  const { normal, random } = seeded(7);
  const noise = () => 0.1 * normal() + (random() < 0.05 ? 0.5 : 0);
  return { random, differences: () => Array.from({ length: count }, () => noise() - noise()) };
}

function bootstrapLeavesOutZero(values: number[], random: () => number): boolean {
  const draw = () => mean(values.map(() => values[Math.floor(random() * values.length)] ?? 0));
  const means = Array.from({ length: 200 }, draw).sort((a, b) => a - b);
  return quantileSorted(means, 0.025) > 0 || quantileSorted(means, 0.975) < 0;
}
