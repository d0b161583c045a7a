import { expect, test } from 'vitest';
import { seeded } from '../fixture/seeded.ts';
import { roundsNeeded } from './rounds-needed.ts';
import { pairedShift } from './signed-rank.ts';

const { normal } = seeded(3);

test.each([
  [0.1, 0.12],
  [0.05, 0.05],
])('a difference of %d is found with as many rounds as are said, under noise of %d', (share, sigma) => {
  const rounds = roundsNeeded(
    share,
    Array.from({ length: 2000 }, () => sigma * normal()),
  );
  const trials = 400;
  let found = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    if (pairedShift(Array.from({ length: rounds }, () => Math.log1p(share) + sigma * normal())).low > 0)
      found += 1;
  }
  expect(found / trials).toBeGreaterThan(0.9);
});

test('noise that more than half of the ratios do not have is noise all the same', () => {
  expect(roundsNeeded(0.05, [0, 0, 0, 0, 0, 0.4, -0.4])).toBeGreaterThan(20);
});

test('without noise six rounds are enough', () => {
  expect(roundsNeeded(0.05, [0, 0, 0])).toBe(6);
});
