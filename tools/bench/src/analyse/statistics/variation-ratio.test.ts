import { xoroshiro128plus } from 'pure-rand/generator/XoroShiro';
import { expect, test } from 'vitest';
import { variationRatio } from './variation-ratio.ts';

const generator = xoroshiro128plus(11);
const random = () => ((generator.unsafeNext() >>> 0) + 0.5) / 2 ** 32;
const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
/** Rounds of about 20 µs; one of twenty has a neighbour that costs half as much again. */
const rounds = (noise: number, count = 20) =>
  Array.from({ length: count }, () => 20 * (1 + noise * normal() + (random() < 0.05 ? 5 * noise : 0)));

/** In which share of 100 trials the whole interval is below 1. */
function called(noise: number, reference: number): number {
  let below = 0;
  for (let trial = 0; trial < 100; trial += 1) {
    if (variationRatio(rounds(noise), rounds(reference)).high < 1) below += 1;
  }
  return below / 100;
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
  expect(called(0.1, 0.1)).toBeLessThan(0.08);
  expect(called(0.03, 0.1)).toBeGreaterThan(0.8);
});
