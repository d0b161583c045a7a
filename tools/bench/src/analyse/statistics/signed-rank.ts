import { cumulativeStdNormalProbability, median, probit } from 'simple-statistics';

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

/**
 * By how much paired differences are shifted from 0: Hodges and Lehmann's estimate (the median of all pairwise
 * means) and the exact interval that belongs to Wilcoxon's signed-rank test (Hollander, Wolfe and Chicken,
 * Nonparametric Statistical Methods, 3rd ed. 2014, §3.2 and §3.3). It assumes that the differences are
 * symmetric about the shift, which holds for a server against itself whatever the noise looks like, and
 * a single wild round can't move it far. With fewer than six differences `confidence` falls below 0.95.
 * @param atLeast the confidence that the interval has, where so many differences can reach it
 */
export function pairedShift(differences: readonly number[], atLeast = CONFIDENCE): ShiftInterval {
  const means: number[] = [];
  for (let one = 0; one < differences.length; one += 1) {
    for (let other = one; other < differences.length; other += 1) {
      means.push((differences[one]! + differences[other]!) / 2);
    }
  }
  means.sort((a, b) => a - b);
  const { cut, confidence } = criticalRank(differences.length, atLeast);
  return { estimate: median(means), low: means[cut]!, high: means[means.length - 1 - cut]!, confidence };
}

/**
 * How likely differences this far from 0, or further, are where there is none (two-sided, exact up to 50 differences): at most
 * 1 − `confidence` of `pairedShift` where its interval leaves 0 out, and more where it does not. The rank sums are
 * counted by pairwise means above and below 0 (Tukey 1949; Hollander, Wolfe and Chicken §3.1); one of 0 counts for both.
 */
export function signedRankP(differences: readonly number[]): number {
  let [above, below] = [0, 0];
  for (let one = 0; one < differences.length; one += 1) {
    for (let other = one; other < differences.length; other += 1) {
      const sum = differences[one]! + differences[other]!;
      if (sum >= 0) above += 1;
      if (sum <= 0) below += 1;
    }
  }
  return Math.min(1, 2 * tailOf(differences.length, Math.min(above, below)));
}

/** That the positive ranks of `count` differences without a shift add up to `sum` or less. */
function tailOf(count: number, sum: number): number {
  const highest = (count * (count + 1)) / 2;
  if (count > MOST_COUNTED) return cumulativeStdNormalProbability((sum + 0.5 - highest / 2) / sigmaOf(count));
  return cumulativeOf(count)[sum]! / 2 ** count;
}

/** How many pairwise means to leave out at each end, and the confidence that is left. */
function criticalRank(count: number, atLeast: number): { cut: number; confidence: number } {
  if (count > MOST_COUNTED) {
    const highest = (count * (count + 1)) / 2;
    const quantile = probit(1 - (1 - atLeast) / 2);
    return { cut: Math.floor(highest / 2 - quantile * sigmaOf(count)), confidence: atLeast };
  }
  const orders = cumulativeOf(count);
  let cut = 0;
  while (orders[cut + 1]! / 2 ** count <= (1 - atLeast) / 2) cut += 1;
  return { cut, confidence: 1 - (2 * orders[cut]!) / 2 ** count };
}

function sigmaOf(count: number): number {
  return Math.sqrt((count * (count + 1) * (2 * count + 1)) / 24);
}

const cumulativeByCount = new Map<number, number[]>();

/** In how many of the 2^count sign patterns the positive ranks add up to each sum or less. */
function cumulativeOf(count: number): number[] {
  const known = cumulativeByCount.get(count);
  if (known) return known;
  const cumulative: number[] = [];
  for (const ways of waysOfRankSum(count, (count * (count + 1)) / 2)) {
    cumulative.push((cumulative.at(-1) ?? 0) + ways);
  }
  cumulativeByCount.set(count, cumulative);
  return cumulative;
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
