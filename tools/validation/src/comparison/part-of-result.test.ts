import { expect, test } from 'vitest';
import { measuredRound } from '../../../bench/src/analyse/fixture/measured-round.ts';
import { measuredResult } from '../../../bench/src/analyse/fixture/result.ts';
import { againstItself } from './part-of-result.ts';
import { powerCurve } from './power-curve.ts';

test('a server against itself: no round in two trials, neighbours paired, each first as often as second', () => {
  const trials = againstItself(
    measuredResult({ rounds: Array.from({ length: 30 }, (_, at) => measuredRound(at)) }),
    6,
  );
  const places = trials.map(({ subject, reference }) =>
    [subject, reference].map(({ rounds }) => rounds.map(({ position }) => position)),
  );
  expect(places[0]).toEqual([
    [0, 3, 4, 7, 8, 11],
    [1, 2, 5, 6, 9, 10],
  ]);
  expect(trials).toHaveLength(2);
  expect(new Set(places.flat(2)).size).toBe(24);
  expect(trials[1]?.subject.rounds.map(({ round }) => round)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('more rounds find more, and what is not there is seldom found', () => {
  const noise = [-0.09, -0.05, -0.03, -0.01, 0, 0.01, 0.03, 0.05, 0.09];
  const slower = powerCurve(noise.map((each) => each + 0.05));
  expect(slower.at(-1)?.found).toBeGreaterThan(0.95);
  expect(slower[0]?.found).toBeLessThan(slower.at(-1)!.found);
  expect(powerCurve(noise).every(({ found }) => found < 0.06)).toBe(true);
});
