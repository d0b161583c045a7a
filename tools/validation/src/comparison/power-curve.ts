import { unsafeUniformIntDistribution } from 'pure-rand/distribution/UnsafeUniformIntDistribution';
import { xoroshiro128plus } from 'pure-rand/generator/XoroShiro';
import { pairedShift } from '../../../bench/src/analyse/statistics/signed-rank.ts';

const roundCounts = [6, 8, 10, 12, 16, 20, 25, 30, 40, 50];
const RESAMPLES = 200;
/** Any fixed number does: the same rounds must give the same curve. */
const SEED = 5;

/**
 * What a number of rounds buys: the share of runs that find a slow-down, where these log ratios of paired rounds are what
 * a round may give. Runs are drawn from them with replacement (Efron and Tibshirani, An Introduction to the Bootstrap, ch. 25.4).
 */
export function powerCurve(logRatios: readonly number[]): { rounds: number; found: number }[] {
  if (logRatios.length === 0) return [];
  const random = xoroshiro128plus(SEED);
  const draw = () => logRatios[unsafeUniformIntDistribution(0, logRatios.length - 1, random)]!;
  return roundCounts.map((rounds) => {
    let found = 0;
    for (let run = 0; run < RESAMPLES; run += 1) {
      if (pairedShift(Array.from({ length: rounds }, draw)).low > 0) found += 1;
    }
    return { rounds, found: found / RESAMPLES };
  });
}
