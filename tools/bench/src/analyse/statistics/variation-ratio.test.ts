import { expect, test } from 'vitest';
import { seeded } from '../fixture/seeded.ts';
import { variationRatio } from './variation-ratio.ts';

const { normal, random } = seeded(11);
/** Rounds of about 20 µs; one of twenty has a neighbour that costs half as much again. */
const rounds = (noise: number, count = 20) =>
  Array.from({ length: count }, () => 20 * (1 + noise * normal() + (random() < 0.05 ? 5 * noise : 0)));

/** In which shares of trials the whole interval is below 1, and above it. */
function called(noise: number, reference: number, { count = 20, trials = 200 } = {}) {
  let [lower, higher] = [0, 0];
  for (let trial = 0; trial < trials; trial += 1) {
    const { low, high } = variationRatio(rounds(noise, count), rounds(reference, count));
    if (high < 1) lower += 1;
    if (low > 1) higher += 1;
  }
  return { lower: lower / trials, higher: higher / trials };
}

test('another level is no other variation', () => {
  const values = rounds(0.1);
  const { subject, reference } = variationRatio(
    values.map((value) => value * 1.5),
    values,
  );
  expect(subject).toBeCloseTo(reference, 10);
});

test('the same noise twice is seldom called lower, a third of it mostly', () => {
  expect(called(0.1, 0.1).lower).toBeLessThan(0.08);
  expect(called(0.03, 0.1).lower).toBeGreaterThan(0.8);
});

test.each([
  6, 7, 10, 15, 20, 21, 30, 50,
])('the same noise twice is called different as seldom as is said, of %i values', (count) => {
  const trials = Math.round(6000 / count);
  const { lower, higher } = called(0.1, 0.1, { count, trials });
  // Three standard errors of a share of 0.05 over the trials, and one point for the medians, which are estimates.
  expect(lower + higher).toBeLessThan(0.06 + 3 * Math.sqrt((0.05 * 0.95) / trials));
});

test('equal values vary by nothing', () => {
  expect(variationRatio(new Array(6).fill(3), [1, 2, 3, 4, 5, 6]).high).toBeLessThan(1e-9);
});
