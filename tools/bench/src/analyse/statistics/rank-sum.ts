import { median } from 'simple-statistics';
import type { ShiftInterval } from './signed-rank.ts';

const CONFIDENCE = 0.95;
/** Up to here the null distribution is counted out. */
const MOST_COUNTED = 50;
/** Φ⁻¹(0.975). */
const NORMAL_QUANTILE = 1.959964;

/**
 * By how much `sample` is shifted against `reference`, which are not paired: Hodges and Lehmann's estimate (the median of
 * all differences) and the exact interval that belongs to the Mann-Whitney test (Hollander, Wolfe and Chicken,
 * Nonparametric Statistical Methods, 3rd ed. 2014, §4.2 and §4.3).
 */
export function unpairedShift(sample: readonly number[], reference: readonly number[]): ShiftInterval {
  const differences = sample.flatMap((one) => reference.map((other) => one - other)).sort((a, b) => a - b);
  const { cut, confidence } = criticalRank(sample.length, reference.length);
  return {
    estimate: median(differences),
    low: differences[cut]!,
    high: differences[differences.length - 1 - cut]!,
    confidence,
  };
}

/** How many differences to leave out at each end, and the confidence that is left. */
function criticalRank(one: number, other: number): { cut: number; confidence: number } {
  if (one > MOST_COUNTED || other > MOST_COUNTED) {
    const sigma = Math.sqrt((one * other * (one + other + 1)) / 12);
    return {
      cut: Math.max(0, Math.floor((one * other) / 2 - NORMAL_QUANTILE * sigma)),
      confidence: CONFIDENCE,
    };
  }
  const ways = waysOfU(one, other);
  const all = ways.reduce((sum, count) => sum + count, 0);
  let below = 0;
  let cut = 0;
  while ((below + ways[cut]!) / all <= (1 - CONFIDENCE) / 2) {
    below += ways[cut]!;
    cut += 1;
  }
  const left = cut > 0 ? below : ways[0]!;
  return { cut: Math.max(0, cut - 1), confidence: 1 - (2 * left) / all };
}

/** In how many orders of both samples U takes each value (Mann and Whitney 1947): the Gaussian binomial coefficient. */
function waysOfU(one: number, other: number): number[] {
  const highest = one * other;
  const ways = new Array<number>(highest + 1).fill(0);
  ways[0] = 1;
  for (let factor = 1; factor <= one; factor += 1) {
    for (let u = highest; u >= other + factor; u -= 1) ways[u] = ways[u]! - ways[u - other - factor]!;
    for (let u = factor; u <= highest; u += 1) ways[u] = ways[u]! + ways[u - factor]!;
  }
  return ways;
}
