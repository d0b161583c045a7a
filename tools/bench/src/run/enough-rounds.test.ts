import { expect, test } from 'vitest';
import { measuredRound } from '../analyse/fixture/measured-round.ts';
import { measuredResult } from '../analyse/fixture/result.ts';
import { seeded } from '../analyse/fixture/seeded.ts';
import { medianInterval } from '../analyse/statistics/median-interval.ts';
import { pairedShift } from '../analyse/statistics/signed-rank.ts';
import { enoughRounds, levelIsWithin, ratioIsWithin } from './enough-rounds.ts';

const { normal } = seeded(11);

function server(name: string, rounds: number, micros: (round: number) => number) {
  const result = measuredResult({
    server: name,
    rounds: Array.from({ length: rounds }, (_, index) => {
      const round = measuredRound(index);
      round.server.cpuMicrosPerRequest = micros(index);
      return round;
    }),
  });
  result.provenance.options = { precision: 0.05 };
  return result;
}
const drifting = (factor: number) => (round: number) => 20 * factor * (1 + round / 4);

test('rounds that agree are enough, rounds that do not are not, and five never', () => {
  expect(enoughRounds([server('a', 6, (round) => 20 + 0.01 * round)])).toBe(true);
  expect(enoughRounds([server('a', 6, drifting(1))])).toBe(false);
  expect(enoughRounds([server('a', 5, () => 20)])).toBe(false);
});

test('of two servers it is the ratio that has to be known: what drifts alike is no noise', () => {
  expect(enoughRounds([server('a', 8, drifting(1)), server('b', 8, drifting(1.5))])).toBe(true);
});

test('a server that failed keeps nobody measuring', () => {
  const failed = server('b', 1, () => 20);
  failed.errors = [{ code: 'SERVER_DIED', message: 'it died', fix: 'mend it' }];
  expect(enoughRounds([server('a', 8, () => 20), failed])).toBe(true);
});

test.each([
  [0.04, 'ratio', ratioIsWithin, pairedShift],
  [0.08, 'ratio', ratioIsWithin, pairedShift],
  [0.04, 'level', levelIsWithin, medianInterval],
  [0.08, 'level', levelIsWithin, medianInterval],
])('with rounds chosen so, intervals under noise of %d of a %s keep their confidence', (sigma, _, isWithin, interval) => {
  const trials = 400;
  let missed = 0;
  for (let trial = 0; trial < trials; trial += 1) {
    const logs: number[] = [];
    while (logs.length < 6 || (logs.length < 30 && !isWithin(Math.log1p(0.03), logs)))
      logs.push(sigma * normal());
    const { low, high } = interval(logs);
    if (low > 0 || high < 0) missed += 1;
  }
  // The nominal 5 % and three standard errors of it over the trials, and what looking costs: up to 2 %.
  expect(missed / trials).toBeLessThan(0.05 + 0.033 + 0.02);
});
