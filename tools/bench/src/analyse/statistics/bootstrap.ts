import { unsafeUniformIntDistribution } from 'pure-rand/distribution/UnsafeUniformIntDistribution';
import { xoroshiro128plus } from 'pure-rand/generator/XoroShiro';
import { quantileSorted } from 'simple-statistics';

/** Efron and Tibshirani, An Introduction to the Bootstrap (1993), §14.3: 1,000 or more for an interval's ends. */
const RESAMPLES = 2000;
const CONFIDENCE = 0.95;
/** Any fixed number does: the same data must give the same interval on every machine. */
const SEED = 20_170_305;

/**
 * Fewer measurements can't carry a 95 % interval: even from the least to the greatest of n measurements
 * the median is covered with 1 − 2^(1−n): 50 % for 2, 75 % for 3, 87.5 % for 4, 93.75 % for 5.
 */
export const FEWEST_FOR_INTERVAL = 5;

/**
 * The 95 % percentile bootstrap interval of the median (Efron and Tibshirani 1993, ch. 13). The
 * percentile method and not BCa, as BCa's acceleration comes from the jackknife, which is
 * inconsistent for the median (§11.6).
 */
export function medianInterval(values: readonly number[]): { low: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const medians = middleRanks(sorted.length)
    .map(([lower, upper]) => (sorted[lower]! + sorted[upper]!) / 2)
    .sort((a, b) => a - b);
  return {
    low: quantileSorted(medians, (1 - CONFIDENCE) / 2),
    high: quantileSorted(medians, (1 + CONFIDENCE) / 2),
  };
}

const ranksBySize = new Map<number, [number, number][]>();

/** The ranks whose mean is the median, for each resample. A median needs ranks alone, so one drawing serves all figures. */
function middleRanks(size: number): [number, number][] {
  const known = ranksBySize.get(size);
  if (known) return known;
  const random = xoroshiro128plus(SEED);
  const drawn = Array.from({ length: RESAMPLES }, (): [number, number] => {
    const ranks = Array.from({ length: size }, () => unsafeUniformIntDistribution(0, size - 1, random));
    ranks.sort((a, b) => a - b);
    return [ranks[(size - 1) >> 1]!, ranks[size >> 1]!];
  });
  ranksBySize.set(size, drawn);
  return drawn;
}
