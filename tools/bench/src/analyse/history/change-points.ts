import { median } from 'simple-statistics';

/** Chance of a change point in a series that has none, for each test. */
const significance = 0.01;

/** Fewer values on either side say nothing: with two times four, no arrangement reaches the significance. */
const fewestOnASide = 5;

/** Values to each side of where the ranks place a change. */
const reach = 5;

/** Ranks from 1, ties sharing their mean rank. */
function midranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Array<number>(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1] as number] === values[order[from] as number]) to++;
    for (let place = from; place <= to; place++) ranks[order[place] as number] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}

function deviation(values: readonly number[]): number {
  const middle = median([...values]);
  return values.reduce((sum, value) => sum + Math.abs(value - middle), 0);
}

/** Ranks place a change to within a few values; the split that leaves the least deviation from two medians is it. */
function sharpest(values: readonly number[], near: number): number {
  let best = { at: near, rest: Number.POSITIVE_INFINITY };
  const last = Math.min(values.length - fewestOnASide, near + reach);
  for (let at = Math.max(fewestOnASide, near - reach); at <= last; at++) {
    const rest = deviation(values.slice(0, at)) + deviation(values.slice(at));
    if (rest < best.rest) best = { at, rest };
  }
  return best.at;
}

/**
 * The most likely change of level by Pettitt's test (A Non-Parametric Approach to the Change-Point Problem,
 * Applied Statistics 28, 1979), which asks nothing of the distribution and is not moved by one wild run:
 * K = max |2 Σ ranks up to t − t(n + 1)|, p ≈ 2 exp(−6K² / (n³ + n²)).
 */
function likeliestChange(values: readonly number[]): { at: number; p: number } | undefined {
  const n = values.length;
  const ranks = midranks(values);
  let sum = 0;
  let best: { at: number; k: number } | undefined;
  for (let t = 1; t < n; t++) {
    sum += ranks[t - 1] as number;
    const k = Math.abs(2 * sum - t * (n + 1));
    if (t >= fewestOnASide && n - t >= fewestOnASide && k > (best?.k ?? 0)) best = { at: t, k };
  }
  return best && { at: sharpest(values, best.at), p: 2 * Math.exp((-6 * best.k ** 2) / (n ** 3 + n ** 2)) };
}

/**
 * "From this run on, the level is another": the indices of first values after each change, ascending, found by
 * binary segmentation (Scott and Knott, Biometrics 30, 1974).
 */
export function changePoints(values: readonly number[]): number[] {
  const change = likeliestChange(values);
  if (!change || change.p >= significance) return [];
  const before = changePoints(values.slice(0, change.at));
  const after = changePoints(values.slice(change.at)).map((index) => index + change.at);
  return [...before, change.at, ...after];
}
