import { shown } from '../analyse/findings/verdict.ts';
import { errorShareOf } from '../k6-output/merge/merge-metrics.ts';
import { type MergedSummary, mergeSummaries } from '../k6-output/merge/merge-summaries.ts';
import { type Explained, explainSummaries } from './explain.ts';
import { summariesOf } from './summaries-of.ts';
import { duration } from './words.ts';

/** A percentile of the latency of all runners; where it can be off by too much, between what it lies. Times in ms. */
export type MergedPercentile =
  | { state: 'bounded'; valueMs: number; errorShareAtMost: number }
  | { state: 'unknown'; atLeastMs: number; atMostMs: number };

/** How the summaries of several runners became one. */
export interface Merged {
  runners: number;
  /** By `p50`, `p90`, `p95`, `p99` and `p99.9`; empty where a summary does not tell its distribution. */
  latencyPercentiles: Record<string, MergedPercentile>;
}

/** A percentile that can be off by more is not given. */
const MOST_ERROR_SHARE = 0.03;

const names: Record<string, string> = {
  med: 'p50',
  'p(90)': 'p90',
  'p(95)': 'p95',
  'p(99)': 'p99',
  'p(99.9)': 'p99.9',
};

/**
 * Explains the summaries of several runners of one load as the one that a single runner would have given: counts and rates add
 * up, and percentiles are those of all samples, as closely as the summaries tell. For all of them to within 1 %, give k6
 * `--summary-trend-stats` with what `npx @wasi-bench/explain --quantiles` prints.
 *
 * @param texts one or more summaries each
 * @throws BenchError `NOT_A_SUMMARY` where one holds none
 */
export function explainMerged(texts: readonly string[]): Explained {
  return explainRunners(texts.flatMap(summariesOf).map(({ summary }) => summary));
}

/** The same for summaries that were read already. */
export function explainRunners(summaries: Parameters<typeof mergeSummaries>[0]): Explained {
  const merged = mergeSummaries(summaries, MOST_ERROR_SHARE);
  const [explained] = explainSummaries([{ name: `${summaries.length} runners`, summary: merged.summary }]);
  return { ...explained!, merged: { runners: summaries.length, latencyPercentiles: percentilesOf(merged) } };
}

function percentilesOf({ bounds }: MergedSummary): Merged['latencyPercentiles'] {
  const latency = bounds.get('http_req_duration') ?? new Map();
  return Object.fromEntries(
    [...latency].map(([statistic, bounded]): [string, MergedPercentile] => {
      const share = errorShareOf(bounded);
      return [
        names[statistic]!,
        share <= MOST_ERROR_SHARE
          ? { state: 'bounded', valueMs: bounded.value, errorShareAtMost: share }
          : { state: 'unknown', atLeastMs: bounded.atLeast, atMostMs: bounded.atMost },
      ];
    }),
  );
}

/** Lines below a run's name. */
export function linesOfMerged({ runners, latencyPercentiles }: Merged): string[] {
  const all = Object.entries(latencyPercentiles);
  const known = all.flatMap(([name, each]) =>
    each.state === 'bounded'
      ? [`${name} ${duration(each.valueMs)} (within ${shown(each.errorShareAtMost * 100)} %)`]
      : [],
  );
  const unknown = all.flatMap(([name, each]) =>
    each.state === 'unknown'
      ? [`${name} between ${duration(each.atLeastMs)} and ${duration(each.atMostMs)}`]
      : [],
  );
  const fix = 'run k6 with --summary-trend-stats="$(npx @wasi-bench/explain --quantiles)"';
  return [
    `  merged     ${runners} runners: counts add up, and so do the rates, each over its runner's own time; no summary tells when that began`,
    ...(known.length > 0 ? [`             latency of all samples: ${known.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`             too few quantiles to tell: ${unknown.join(', ')}; ${fix}`] : []),
    ...(all.length === 0
      ? [`             the summaries do not tell the latency's distribution; ${fix}`]
      : []),
  ];
}
