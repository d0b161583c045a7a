import { errorShareOf, type Percentiles } from '../k6-output/merge/merge-metrics.ts';
import { type MergedSummary, mergeSummaries } from '../k6-output/merge/merge-summaries.ts';
import { gridPercents } from '../k6-output/merge/quantile-grid.ts';
import type { PercentilesFrom } from '../schema/round.ts';
import { type CountedLoad, countsOf, type LoadPart, type LoadTold } from './counted-load.ts';
import { MEASURED_PHASE, summaryOfExport } from './summary.ts';

/**
 * The `--summary-export` of several runners of one load, each with its grid of quantiles.
 *
 * @throws NO_HTTP_REQUESTS when not one of the load was completed by any, K6_FAILED when one is no such summary
 */
export function parseMergedLoad(runners: readonly unknown[], told: LoadTold = {}): CountedLoad {
  const summaries = runners.map(summaryOfExport);
  const merged = mergeSummaries(summaries);
  return {
    ...countsOf(merged.summary, told),
    percentiles: percentilesOf(merged, runners.length, told.part),
    runnerRequests: summaries.map(({ metrics }) => metrics.get('http_reqs')?.count ?? 0),
  };
}

function percentilesOf(merged: MergedSummary, runners: number, part: LoadPart | undefined): PercentilesFrom {
  const bounds = latencyBounds(merged, part);
  // A load without them has been refused.
  const share = (statistic: string) => errorShareOf(bounds!.get(statistic)!);
  return {
    from: 'quantile-grids',
    runners,
    quantiles: gridPercents.length,
    latencyErrorShareAtMost: {
      p50: share('med'),
      p90: share('p(90)'),
      p95: share('p(95)'),
      p99: share('p(99)'),
      p999: share('p(99.9)'),
    },
  };
}

/** Of the same samples that the load's latency is of. */
function latencyBounds(merged: MergedSummary, part: LoadPart | undefined): Percentiles | undefined {
  const latency = 'http_req_duration';
  return (
    merged.boundsOf({ kind: 'tags', name: MEASURED_PHASE }).get(latency) ??
    (part && merged.boundsOf(part).get(latency)) ??
    merged.bounds.get(latency)
  );
}
