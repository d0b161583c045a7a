import { z } from 'zod';
import type { Metrics } from './metrics.ts';

const numbers = z.record(z.string(), z.unknown());

/** `--summary-export` puts a metric's values beside its thresholds, handleSummary's `data` puts them under `values`. */
const namedMetrics = z.object({ metrics: z.record(z.string(), numbers) });

/** `--new-machine-readable-summary` lists metrics, the first list being that of the whole test. */
const listedMetrics = z.object({
  /** Seconds. */
  config: z.object({ duration: z.number().positive() }),
  results: z.object({
    metrics: z.array(z.object({ name: z.string(), values: numbers })),
    checks: z.object({ metrics: z.array(z.object({ name: z.string(), values: numbers })) }).optional(),
  }),
});

/** The metrics of a JSON summary of k6, in any of its three forms; undefined when it is none. */
export function metricsOfJson(json: unknown): Metrics | undefined {
  const named = namedMetrics.safeParse(json);
  if (named.success) {
    return new Map(
      Object.entries(named.data.metrics).map(([name, metric]) => {
        const values = numbers.safeParse(metric.values);
        return [name, valuesOf(values.success ? values.data : metric)];
      }),
    );
  }
  const listed = listedMetrics.safeParse(json);
  if (!listed.success) return undefined;
  const { config, results } = listed.data;
  const all = [...results.metrics, ...(results.checks?.metrics ?? [])];
  return new Map(all.map(({ name, values }) => [name, inCommonNames(valuesOf(values), config.duration)]));
}

/** This form names percentiles `p95`, counts a rate's trues as `matches`, and leaves a counter's rate to its reader. */
function inCommonNames(values: Record<string, number>, seconds: number): Record<string, number> {
  const renamed = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name.replace(/^p([\d.]+)$/, 'p($1)'), value]),
  );
  const { matches, total, count } = values;
  return {
    ...renamed,
    ...(matches !== undefined && { passes: matches }),
    ...(matches !== undefined && total !== undefined && { fails: total - matches }),
    ...(count !== undefined && { rate: count / seconds }),
  };
}

function valuesOf(record: Record<string, unknown>): Record<string, number> {
  const entries = Object.entries(record);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}
