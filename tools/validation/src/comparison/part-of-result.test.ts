import { expect, test } from 'vitest';
import { measuredRound } from '../../../bench/src/analyse/fixture/measured-round.ts';
import { measuredResult } from '../../../bench/src/analyse/fixture/result.ts';
import { againstItself } from './part-of-result.ts';
import { powerCurve } from './power-curve.ts';

test('a server against itself: no round in two trials, neighbours paired, a coin says which is first', () => {
  const result = measuredResult({ rounds: Array.from({ length: 30 }, (_, at) => measuredRound(at)) });
  const placesBy = (seed: number) =>
    againstItself(result, 6, seed).map(({ subject, reference }) =>
      [subject, reference].map(({ rounds }) => rounds.map(({ position }) => position)),
    );
  const places = placesBy(1);
  expect(places).toHaveLength(2);
  expect(new Set(places.flat(2)).size).toBe(24);
  const [subjects, references] = [places.flatMap(([first]) => first!), places.flatMap(([, other]) => other!)];
  expect(subjects.map((place) => Math.floor(place / 2))).toEqual(
    references.map((place) => Math.floor(place / 2)),
  );
  expect(placesBy(1)).toEqual(places);
  const first = Array.from({ length: 200 }, (_, seed) => placesBy(seed)[0]![0]![0]).filter(
    (place) => place === 0,
  );
  expect(first.length).toBeGreaterThan(70);
  expect(first.length).toBeLessThan(130);
  expect(againstItself(result, 6, 1)[1]?.subject.rounds.map(({ round }) => round)).toEqual([
    0, 1, 2, 3, 4, 5,
  ]);
});

test('more rounds find more, and what is not there is seldom found', () => {
  const noise = [-0.09, -0.05, -0.03, -0.01, 0, 0.01, 0.03, 0.05, 0.09];
  const slower = powerCurve(noise.map((each) => each + 0.05));
  expect(slower.at(-1)?.found).toBeGreaterThan(0.95);
  expect(slower[0]?.found).toBeLessThan(slower.at(-1)!.found);
  expect(powerCurve(noise).every(({ found }) => found < 0.06)).toBe(true);
});
