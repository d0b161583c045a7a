import { unsafeUniformIntDistribution } from 'pure-rand/distribution/UnsafeUniformIntDistribution';
import { xoroshiro128plus } from 'pure-rand/generator/XoroShiro';
import { coefficientOfVariation, quantileSorted } from 'simple-statistics';

const RESAMPLES = 2000;
const CONFIDENCE = 0.95;
/** Any fixed number does: the same data must give the same interval on every machine. */
const SEED = 20_170_305;

/**
 * The ratio of two coefficients of variation with its 95 % percentile bootstrap interval (Efron and Tibshirani 1993, ch. 13), each
 * side resampled by itself. A test of two variances by F would need normal noise, and one wild round is enough to break that.
 */
export function variationRatio(
  subject: readonly number[],
  reference: readonly number[],
): { subject: number; reference: number; low: number; high: number } {
  const random = xoroshiro128plus(SEED);
  const resampled = (values: readonly number[]) =>
    coefficientOfVariation(
      values.map(() => values[unsafeUniformIntDistribution(0, values.length - 1, random)]!),
    );
  const ratios = Array.from({ length: RESAMPLES }, () => resampled(subject) / resampled(reference))
    // Where a resample holds one value only; too rare to matter from six on.
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  return {
    subject: coefficientOfVariation([...subject]),
    reference: coefficientOfVariation([...reference]),
    low: quantileSorted(ratios, (1 - CONFIDENCE) / 2),
    high: quantileSorted(ratios, (1 + CONFIDENCE) / 2),
  };
}
