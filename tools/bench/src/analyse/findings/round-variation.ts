import { coefficientOfVariation } from 'simple-statistics';
import type { MeasuredRound } from '../../schema/round.ts';
import { leastVariation } from '../statistics/least-variation.ts';
import { outliersOf } from '../statistics/outliers.ts';
import { isNoisy } from './noisy-round.ts';

/** Fewer say nothing of how much rounds vary. */
export const FEWEST_ROUNDS = 3;
/**
 * Coefficient of variation over rounds. CPU per request varies by 0.08 to 0.1 and the rate by 0.06 to 0.2 over
 * quiet 3 s rounds on two cores that server and k6 share; with a few hundred requests/s CPU per request varies by 0.15, of
 * which five rounds may well show 0.2. So it counts when it is certainly more. p99 of quiet 5 s rounds on such cores varies by 0.04 to
 * 1.03 in thirty series of six, so that it is at least 0.69 at most: beyond 1 one round has ten times the p99 of the others.
 */
const MOST_VARIATION = { cpuMicrosPerRequest: 0.2, requestsPerSecond: 0.25, latencyP99Ms: 1 };

export interface Variation {
  figure: keyof typeof MOST_VARIATION;
  /** Coefficient of variation over the rounds. */
  variation: number;
  /** What that is at least, at 95 % confidence. */
  atLeast: number;
  outlierRounds: number;
  /** Certainly more than quiet rounds have. */
  excessive: boolean;
}

export function variationsOver(rounds: readonly MeasuredRound[]): Variation[] {
  return [
    variationOf(
      'cpuMicrosPerRequest',
      rounds.map((round) => round.server.cpuMicrosPerRequest),
    ),
    variationOf(
      'requestsPerSecond',
      rounds.map((round) => round.load.requestsPerSecond),
    ),
    variationOf(
      'latencyP99Ms',
      rounds.map((round) => round.load.latencyMs.p99),
    ),
  ];
}

function variationOf(figure: Variation['figure'], values: number[]): Variation {
  const atLeast = leastVariation(values);
  return {
    figure,
    variation: coefficientOfVariation(values),
    atLeast,
    outlierRounds: outliersOf(values).length,
    excessive: atLeast > MOST_VARIATION[figure],
  };
}

/** Whether rounds differ in which others had a part of the machine, and the quiet ones, if there are enough to tell, do not. */
export function varyBesideOthers(rounds: readonly MeasuredRound[]): boolean {
  const quiet = rounds.filter((round) => !isNoisy(round));
  if (rounds.length < FEWEST_ROUNDS || quiet.length === rounds.length || !varyTooMuch(rounds)) return false;
  return quiet.length < FEWEST_ROUNDS || !varyTooMuch(quiet);
}

function varyTooMuch(rounds: readonly MeasuredRound[]): boolean {
  return variationsOver(rounds).some(({ excessive }) => excessive);
}
