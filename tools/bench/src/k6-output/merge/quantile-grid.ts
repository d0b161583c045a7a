import type { Values } from '../values.ts';

/**
 * One runner's distribution of a trend, as far as a summary can hold it: a fine grid of its quantiles, so that it can be added to
 * those of other runners.
 */
export interface QuantileGrid {
  readonly count: number;
  readonly avg: number;
  /** Ascending, from the least value (share 0) to the greatest (share 1). */
  readonly points: readonly GridPoint[];
}

export interface GridPoint {
  /** From 0 to 1. k6's quantile of it is the value at the place share × (count − 1), between neighbours by linear interpolation. */
  readonly share: number;
  readonly value: number;
}

/**
 * The percentiles that a runner is asked for: dense where a step in rank is a long way in time. With steps of 0.5 % below p99 a
 * merged p99 was 3.7 % off; with these all of p50 to p99.9 are within their bounds of docs/method.md.
 */
export const gridPercents: readonly number[] = [
  ...multiples(1, 899, 10),
  ...multiples(9000, 9979, 100),
  ...multiples(99_800, 99_990, 1000),
];

/** What `--summary-trend-stats` asks k6 for, so that its summary can be merged with those of other runners. */
export const gridStatistics = [
  'count',
  'avg',
  'min',
  'med',
  'max',
  ...gridPercents.map((percent) => `p(${percent})`),
].join(',');

/** Whole numbers, each divided: a sum of steps would end in 0.30000000000000004. */
function multiples(first: number, last: number, divisor: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) / divisor);
}

/**
 * The quantiles of a trend's values, few or many; undefined where its count, average or one of its ends is not known, or a higher
 * percentile is less than a lower one.
 *
 * @param count where k6 was not asked for the trend's own
 */
export function gridOf(values: Values, count: number | undefined = values.count): QuantileGrid | undefined {
  const { avg, min, max, med } = values;
  if (!count || avg === undefined || min === undefined || max === undefined) return undefined;
  const points: GridPoint[] = [
    { share: 0, value: min },
    { share: 1, value: max },
    ...(med === undefined ? [] : [{ share: 0.5, value: med }]),
  ];
  for (const [name, value] of Object.entries(values)) {
    const percent = /^p\((.+)\)$/.exec(name)?.[1];
    if (percent !== undefined) points.push({ share: Number(percent) / 100, value });
  }
  points.sort((a, b) => a.share - b.share || a.value - b.value);
  const isAscending = points.every(({ value }, at) => at === 0 || points[at - 1]!.value <= value);
  return isAscending ? { count, avg, points } : undefined;
}
