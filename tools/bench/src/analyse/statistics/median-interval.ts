/** At least; ranks come in steps, so that most intervals have some more. */
const CONFIDENCE = 0.95;

/**
 * The range of n measurements covers the true median with 1 − 2^(1−n): 93.75 % for 5, which is near enough to be shown with its
 * confidence beside it, 87.5 % for 4, which is not.
 */
export const FEWEST_FOR_INTERVAL = 5;

export interface MedianInterval {
  low: number;
  high: number;
  /** What the interval's ends are good for, 0 to 1. */
  confidence: number;
}

/**
 * The interval of the median from the k-th least to the k-th greatest of `FEWEST_FOR_INTERVAL` values or more, the narrowest of
 * at least 95 % confidence; the range where there is none. The confidence is exact whatever the distribution: the interval
 * misses the true median where fewer than k values fall to one side of it, and how many do is binomial (Hollander, Wolfe
 * and Chicken, Nonparametric Statistical Methods, 3rd ed. 2014, §3.6). For values that repeat it is a lower limit.
 */
export function medianInterval(values: readonly number[]): MedianInterval {
  const sorted = [...values].sort((a, b) => a - b);
  const { cut, confidence } = cutOf(sorted.length);
  return { low: sorted[cut]!, high: sorted[sorted.length - 1 - cut]!, confidence };
}

/** How many values to leave out at each end, and the confidence that is left. */
function cutOf(count: number): { cut: number; confidence: number } {
  let below = probabilityOf(0, count);
  let cut = 0;
  for (;;) {
    const wider = below + probabilityOf(cut + 1, count);
    if (2 * wider > 1 - CONFIDENCE) return { cut, confidence: 1 - 2 * below };
    below = wider;
    cut += 1;
  }
}

/** That `hits` of `count` fair coins show heads. By logarithms, as 2^count leaves the doubles at 1,024. */
function probabilityOf(hits: number, count: number): number {
  let logarithm = -count * Math.LN2;
  for (let hit = 1; hit <= hits; hit += 1) logarithm += Math.log((count - hit + 1) / hit);
  return Math.exp(logarithm);
}
