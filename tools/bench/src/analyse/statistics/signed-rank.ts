import { median } from 'simple-statistics';

export interface ShiftInterval {
  estimate: number;
  low: number;
  high: number;
  /** What the interval's ends are good for, 0 to 1: ranks come in steps, so that it is seldom 0.95 to the digit. */
  confidence: number;
}

const CONFIDENCE = 0.95;
/** Up to here the null distribution is counted out; 2^50 orders fit a double. Beyond it is normal enough. */
const MOST_COUNTED = 50;
/** Φ⁻¹(0.975). */
const NORMAL_QUANTILE = 1.959964;

/**
 * By how much paired differences are shifted from 0: Hodges and Lehmann's estimate (the median of all pairwise
 * means) and the exact interval that belongs to Wilcoxon's signed-rank test (Hollander, Wolfe and Chicken,
 * Nonparametric Statistical Methods, 3rd ed. 2014, §3.2 and §3.3). It assumes that the differences are
 * symmetric about the shift, which holds for a server against itself whatever the noise looks like, and
 * a single wild round can't move it far. With fewer than six differences `confidence` falls below 0.95.
 */
export function pairedShift(differences: readonly number[]): ShiftInterval {
  const means: number[] = [];
  for (let one = 0; one < differences.length; one += 1) {
    for (let other = one; other < differences.length; other += 1) {
      means.push((differences[one]! + differences[other]!) / 2);
    }
  }
  means.sort((a, b) => a - b);
  const { cut, confidence } = criticalRank(differences.length);
  return { estimate: median(means), low: means[cut]!, high: means[means.length - 1 - cut]!, confidence };
}

const ranksByCount = new Map<number, { cut: number; confidence: number }>();

/** How many pairwise means to leave out at each end, and the confidence that is left. */
function criticalRank(count: number): { cut: number; confidence: number } {
  const known = ranksByCount.get(count) ?? countedRank(count);
  ranksByCount.set(count, known);
  return known;
}

function countedRank(count: number): { cut: number; confidence: number } {
  const highest = (count * (count + 1)) / 2;
  if (count > MOST_COUNTED) {
    const sigma = Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24);
    return { cut: Math.floor(highest / 2 - NORMAL_QUANTILE * sigma), confidence: CONFIDENCE };
  }
  const ways = waysOfRankSum(count, highest);
  let below = 0;
  let cut = 0;
  while ((below + ways[cut]!) / 2 ** count <= (1 - CONFIDENCE) / 2) {
    below += ways[cut]!;
    cut += 1;
  }
  const left = cut > 0 ? below : ways[0]!;
  return { cut: Math.max(0, cut - 1), confidence: 1 - (2 * left) / 2 ** count };
}

/** In how many of the 2^count sign patterns the positive ranks add up to each sum. */
function waysOfRankSum(count: number, highest: number): number[] {
  let ways = [1];
  for (let rank = 1; rank <= count; rank += 1) {
    const before = ways;
    ways = Array.from({ length: highest + 1 }, (_, sum) => (before[sum] ?? 0) + (before[sum - rank] ?? 0));
  }
  return ways;
}
