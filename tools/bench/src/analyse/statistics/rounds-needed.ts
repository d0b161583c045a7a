import { medianAbsoluteDeviation, probit, standardDeviation } from 'simple-statistics';

/** Φ⁻¹(0.975) for a confidence of 95 %, and Φ⁻¹(0.95) for a power of 95 %. */
const QUANTILES = 1.959964 + 1.644854;
/** Asymptotic relative efficiency of signed ranks against the t test under normal noise, 3/π. */
const EFFICIENCY = 3 / Math.PI;
/** Φ⁻¹(0.975)² / 2. */
const SMALL_SAMPLE = 1.92;
/** Makes the median absolute deviation estimate σ of a normal distribution. */
const MAD_TO_SIGMA = 1.4826;

/**
 * How many rounds of each server show a difference of `share` (0.05 is 5 %) in 95 of 100 runs, at 95 % confidence, where
 * paired rounds of the same thing have these log ratios. Sample size of a signed-rank test after Noether (JASA 82, 1987), by
 * way of its efficiency; never below the six that a 95 % interval needs.
 */
export function roundsNeeded(share: number, logRatios: readonly number[]): number {
  const rounds = (QUANTILES * sigmaOf(logRatios)) ** 2 / (EFFICIENCY * Math.log1p(share) ** 2) + SMALL_SAMPLE;
  return Math.max(6, Math.ceil(rounds));
}

/** Φ⁻¹(0.95). */
const POWER = 1.644854;

/**
 * The other way round: the difference, as a share, that so many rounds with this noise show in 95 of 100 runs by an interval of the
 * given confidence; undefined where the rounds are too few for that confidence.
 */
export function shareSeen(logRatios: readonly number[], confidence: number): number | undefined {
  const rounds = logRatios.length;
  if (2 / 2 ** rounds > 1 - confidence || rounds <= SMALL_SAMPLE) return undefined;
  const quantiles = probit(1 - (1 - confidence) / 2) + POWER;
  return Math.expm1((quantiles * sigmaOf(logRatios)) / Math.sqrt(EFFICIENCY * (rounds - SMALL_SAMPLE)));
}

/** Where more than half of the ratios are the same, as of figures that come in steps, the median deviation is 0 and says nothing. */
function sigmaOf(logRatios: readonly number[]): number {
  const deviation = MAD_TO_SIGMA * medianAbsoluteDeviation([...logRatios]);
  return deviation > 0 || logRatios.length === 0 ? deviation : standardDeviation([...logRatios]);
}
