import type { QuantileGrid } from './quantile-grid.ts';

/** A figure that is known to lie between two others, both of which are possible. */
export interface Bounded {
  readonly value: number;
  readonly atLeast: number;
  readonly atMost: number;
}

/** The distribution of all values of several runners. Count, average and ends are exact. */
export interface MergedDistribution {
  readonly count: number;
  readonly avg: number;
  readonly min: number;
  readonly max: number;
  /** The percentile (0 to 100) that k6 would give for all values in one place, with how far it can be off. */
  readonly percentile: (percent: number) => Bounded;
}

/** How many of all values are at most `value`: as the grids have it by interpolation, and the fewest and the most that can be. */
interface Counted {
  readonly value: number;
  readonly likely: number;
  readonly fewest: number;
  readonly most: number;
}

/**
 * Adds up the distributions of runners: how many values are at most x is the sum over runners of how many of each are. A grid tells
 * that exactly at its own points but for the values beside a point, and between two points to within the values between them, so
 * that every percentile of the sum has strict bounds.
 *
 * @param grids one at least
 */
export function mergeGrids(grids: readonly QuantileGrid[]): MergedDistribution {
  const count = grids.reduce((sum, grid) => sum + grid.count, 0);
  const table = tableOf(grids);
  const least = table[0]!.value;
  const greatest = table.at(-1)!.value;
  /** The value at a 0-based place among all values in order. */
  const valueAt = (place: number): Bounded => {
    const atLeast = table[firstAt(table, 'most', place + 1)]!.value;
    const atMost = table[firstAt(table, 'fewest', place + 1)]!.value;
    return { value: clamped(likelyAt(table, place + 1), atLeast, atMost), atLeast, atMost };
  };
  return {
    count,
    avg: grids.reduce((sum, grid) => sum + grid.avg * grid.count, 0) / count,
    min: least,
    max: greatest,
    percentile: (percent) => {
      const place = (percent / 100) * (count - 1);
      const [below, above] = [valueAt(Math.floor(place)), valueAt(Math.ceil(place))];
      const between = (of: keyof Bounded) => below[of] + (above[of] - below[of]) * (place % 1);
      return { value: between('value'), atLeast: between('atLeast'), atMost: between('atMost') };
    },
  };
}

/** At each value that any grid has, ascending; all three counts grow with it. */
function tableOf(grids: readonly QuantileGrid[]): Counted[] {
  const values = [...new Set(grids.flatMap(({ points }) => points.map(({ value }) => value)))];
  values.sort((a, b) => a - b);
  /** Of each grid, how many points are at most the value that the sweep has come to. */
  const passed = grids.map(() => 0);
  return values.map((value) => {
    const counted = { value, likely: 0, fewest: 0, most: 0 };
    for (const [index, grid] of grids.entries()) {
      let at = passed[index]!;
      while (at < grid.points.length && grid.points[at]!.value <= value) at++;
      passed[index] = at;
      const own = countedIn(grid, at, value);
      counted.likely += own.likely;
      counted.fewest += own.fewest;
      counted.most += own.most;
    }
    return counted;
  });
}

/** Of one runner, whose first `passed` points are at most `value`. */
function countedIn({ count, points }: QuantileGrid, passed: number, value: number): Omit<Counted, 'value'> {
  if (passed === 0) return { likely: 0, fewest: 0, most: 0 };
  if (passed === points.length) return { likely: count, fewest: count, most: count };
  const [from, to] = [points[passed - 1]!, points[passed]!];
  const share = from.share + ((to.share - from.share) * (value - from.value)) / (to.value - from.value);
  return {
    likely: 1 + (count - 1) * share,
    // The value before a point's place is at most the point's, the one after it at least.
    fewest: Math.floor(from.share * (count - 1)) + 1,
    most: Math.ceil(to.share * (count - 1)),
  };
}

/** The first entry whose count is `wanted` or more; the last one has all. */
function firstAt(table: readonly Counted[], of: 'likely' | 'fewest' | 'most', wanted: number): number {
  let low = 0;
  let high = table.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (table[middle]![of] >= wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Between two neighbours of the table all grids are straight lines, and so is their sum. */
function likelyAt(table: readonly Counted[], wanted: number): number {
  const at = firstAt(table, 'likely', wanted);
  const to = table[at]!;
  const from = table[at - 1];
  if (from === undefined || to.likely <= wanted) return to.value;
  return from.value + ((to.value - from.value) * (wanted - from.likely)) / (to.likely - from.likely);
}

function clamped(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
