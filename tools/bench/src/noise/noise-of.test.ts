import { expect, test } from 'vitest';
import { measuredRound } from '../analyse/fixture/measured-round.ts';
import { measuredResult } from '../analyse/fixture/result.ts';
import type { Result } from '../schema/result.ts';
import { noiseOf } from './noise-of.ts';

/** A copy of the server whose rounds cost `micros`. */
function copy(micros: number[]): Result {
  const rounds = micros.map((each, index) => {
    const round = measuredRound(index);
    round.server.cpuMicrosPerRequest = each;
    return round;
  });
  return measuredResult({ rounds });
}

const level = [20, 20.4, 19.7, 20.2, 19.9, 20.1];

test('noise within a run is that between the copies, noise between runs that of one copy over trials', () => {
  const noise = noiseOf(
    [
      [copy(level), copy([...level].reverse())],
      [copy(level.map((each) => each * 1.1)), copy([...level].reverse().map((each) => each * 1.1))],
    ],
    'open',
  ).cpuMicrosPerRequest;
  expect(noise?.withinRun.greatest).toBeLessThan(0.02);
  expect(noise?.betweenRuns?.greatest).toBeCloseTo(0.1, 5);
  expect(noise).toMatchObject({ calledDifferent: 0, decided: 2, roundsToShow: { '20 %': 6 } });
});

test('the floor does not grow with the number of trials', () => {
  const trials = (count: number) =>
    Array.from({ length: count }, (_, trial): [Result, Result] => {
      const factor = trial === 0 ? 1.5 : 1.05;
      return [copy(level.map((each) => each * factor)), copy(level)];
    });
  const { withinRun } = noiseOf(trials(20), 'open').cpuMicrosPerRequest!;
  expect(withinRun.greatest).toBeCloseTo(0.5, 5);
  expect(withinRun.upper).toBeCloseTo(0.05, 5);
});

test('a bias between the copies is counted as called different', () => {
  const noise = noiseOf([[copy(level.map((each) => each * 1.5)), copy(level)]], 'open').cpuMicrosPerRequest;
  expect(noise).toMatchObject({ calledDifferent: 1, decided: 1 });
  expect(noise?.betweenRuns).toBeUndefined();
});
