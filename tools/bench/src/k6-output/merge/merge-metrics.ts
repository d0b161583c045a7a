import { builtInMetrics, type MetricKind } from '../built-in-metrics.ts';
import type { Metrics } from '../summary.ts';
import type { Values } from '../values.ts';
import { type Bounded, mergeGrids } from './merge-grids.ts';
import { gridOf } from './quantile-grid.ts';

/** A metric of all runners. */
interface MergedMetric {
  readonly values: Values;
  /** Of a trend, by k6's names of its percentiles (`med`, `p(99)`); empty of others. */
  readonly bounds: Percentiles;
}

export type Percentiles = ReadonlyMap<string, Bounded>;

/** The percentiles that a merged trend has, by k6's names. */
const percentiles: Record<string, number> = {
  med: 50,
  'p(90)': 90,
  'p(95)': 95,
  'p(99)': 99,
  'p(99.9)': 99.9,
};

/** How far a figure can be off, as a share of it. */
export function errorShareOf({ value, atLeast, atMost }: Bounded): number {
  return value > 0 ? Math.max(atMost - value, value - atLeast) / value : atMost - atLeast > 0 ? 1 : 0;
}

/**
 * The metrics of several runners as one. A metric that a runner lacks had no sample there. A percentile that can be off by more than
 * `mostErrorShare` has bounds, and no value.
 */
export function mergeMetrics(
  runners: readonly Metrics[],
  mostErrorShare: number,
): {
  metrics: Metrics;
  /** By metric. */
  bounds: Map<string, Percentiles>;
} {
  const names = [...new Set(runners.flatMap((metrics) => [...metrics.keys()]))];
  const metrics: Metrics = new Map();
  const bounds = new Map<string, Percentiles>();
  for (const name of names) {
    const merged = mergeMetric(name, runners, mostErrorShare);
    metrics.set(name, merged.values);
    if (merged.bounds.size > 0) bounds.set(name, merged.bounds);
  }
  return { metrics, bounds };
}

function mergeMetric(name: string, runners: readonly Metrics[], mostErrorShare: number): MergedMetric {
  const all = runners.map((metrics) => metrics.get(name)).filter((values) => values !== undefined);
  switch (builtInMetrics.get(name) ?? kindOf(all)) {
    case 'counter':
      return { values: { ...sumOf(all, 'count'), ...sumOf(all, 'rate') }, bounds: new Map() };
    case 'rate':
      return { values: rateOf(all), bounds: new Map() };
    case 'gauge':
      return { values: gaugeOf(name, all), bounds: new Map() };
    case 'trend':
      return trendOf(name, runners, mostErrorShare);
  }
}

/** Of a metric that the script has made. */
function kindOf(all: readonly Values[]): MetricKind {
  const has = (statistic: string) => all.some((values) => values[statistic] !== undefined);
  if (has('avg') || has('med')) return 'trend';
  if (has('passes')) return 'rate';
  return has('value') ? 'gauge' : 'counter';
}

/** Absent where a runner does not tell it: a sum over the others would look like one over all. */
function sumOf(all: readonly Values[], statistic: string): Values {
  const each = all.map((values) => values[statistic]);
  return each.includes(undefined) ? {} : { [statistic]: each.reduce<number>((sum, one) => sum + one!, 0) };
}

function rateOf(all: readonly Values[]): Values {
  const counts = { ...sumOf(all, 'passes'), ...sumOf(all, 'fails') };
  const { passes, fails } = counts;
  if (passes === undefined || fails === undefined) {
    const rates = new Set(all.map(({ rate }) => rate));
    const [same] = rates;
    return rates.size === 1 && same !== undefined ? { rate: same } : {};
  }
  return { ...counts, rate: passes + fails > 0 ? passes / (passes + fails) : 0 };
}

/** Virtual users add up; what a gauge of the script's own would come to is not known but for its ends. */
function gaugeOf(name: string, all: readonly Values[]): Values {
  if (builtInMetrics.get(name) === 'gauge') {
    return { ...sumOf(all, 'value'), ...sumOf(all, 'min'), ...sumOf(all, 'max') };
  }
  return endsOf(all);
}

function endsOf(all: readonly Values[]): Values {
  const known = (statistic: string) => all.map((values) => values[statistic]);
  const [least, most] = [known('min'), known('max')];
  return {
    ...(!least.includes(undefined) && { min: Math.min(...(least as number[])) }),
    ...(!most.includes(undefined) && { max: Math.max(...(most as number[])) }),
  };
}

function trendOf(name: string, runners: readonly Metrics[], mostErrorShare: number): MergedMetric {
  const sampled = runners.flatMap((metrics) => {
    const values = metrics.get(name);
    const count = values?.count ?? countBeside(name, metrics);
    // A trend that a threshold made has zeros where nothing was sampled.
    return values === undefined || count === 0 ? [] : [{ values, count }];
  });
  const grids = sampled.flatMap(({ values, count }) => gridOf(values, count) ?? []);
  if (grids.length < sampled.length) {
    return { values: endsOf(sampled.map(({ values }) => values)), bounds: new Map() };
  }
  if (grids.length === 0) return { values: {}, bounds: new Map() };
  const merged = mergeGrids(grids);
  const bounds = new Map(
    Object.entries(percentiles).map(([statistic, percent]) => [statistic, merged.percentile(percent)]),
  );
  const known = [...bounds].filter(([, bounded]) => errorShareOf(bounded) <= mostErrorShare);
  const { count, avg, min, max } = merged;
  return {
    values: {
      count,
      avg,
      min,
      max,
      ...Object.fromEntries(known.map(([statistic, { value }]) => [statistic, value])),
    },
    bounds,
  };
}

/** k6 does not tell a trend's count unless it is asked, but counts the requests and iterations that it is of. */
function countBeside(name: string, metrics: Metrics): number | undefined {
  if (name === 'iteration_duration') return metrics.get('iterations')?.count;
  return name.startsWith('http_req_') ? metrics.get('http_reqs')?.count : undefined;
}
