import { z } from 'zod';
import { BenchError } from '../errors/bench-error.ts';
import type { LoadSummary } from '../schema/round.ts';
import { type Trend, trendSchema } from '../schema/trend.ts';

/** The statistics of a trend in k6's words. */
const k6Statistics: Record<keyof Trend, string> = {
  avg: 'avg',
  min: 'min',
  p50: 'med',
  p90: 'p(90)',
  p95: 'p(95)',
  p99: 'p(99)',
  p999: 'p(99.9)',
  max: 'max',
};

/** What `--summary-trend-stats` asks k6 for. */
export const k6TrendStatistics = Object.values(k6Statistics).join(',');

const exportedTrend = z
  .record(z.string(), z.number())
  .transform((exported) =>
    Object.fromEntries(
      Object.entries(k6Statistics).flatMap(([name, k6Name]) =>
        exported[k6Name] === undefined ? [] : [[name, exported[k6Name]]],
      ),
    ),
  )
  .pipe(trendSchema);

const counter = z.object({ count: z.number(), rate: z.number() });

/** What `k6 run --summary-export` writes (k6 1.x); a metric that had no samples is left out by k6. */
const summaryExport = z.object({
  metrics: z.object({
    http_reqs: counter,
    http_req_duration: exportedTrend,
    http_req_waiting: exportedTrend,
    http_req_receiving: exportedTrend,
    http_req_blocked: exportedTrend,
    iteration_duration: exportedTrend,
    /** `passes` counts where the rate was true: requests that did fail. */
    http_req_failed: z.object({ passes: z.number(), fails: z.number() }),
    checks: z.object({ fails: z.number() }).optional(),
    iterations: counter,
    dropped_iterations: counter.optional(),
    vus_max: z.object({ max: z.number() }).optional(),
    data_received: counter,
  }),
});

/** @throws K6_FAILED when the summary is not one, which is so when not one request was made */
export function parseSummaryExport(json: unknown): LoadSummary {
  const parsed = summaryExport.safeParse(json);
  if (!parsed.success) {
    const missing = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new BenchError(
      'K6_FAILED',
      `k6's summary lacks ${missing}: no request was completed`,
      'Raise "duration" above the time that one request takes, and see that the scenario makes HTTP requests.',
    );
  }
  const { metrics } = parsed.data;
  return {
    requests: metrics.http_reqs.count,
    requestsPerSecond: metrics.http_reqs.rate,
    failedRequests: metrics.http_req_failed.passes,
    failedChecks: metrics.checks?.fails ?? 0,
    iterations: metrics.iterations.count,
    droppedIterations: metrics.dropped_iterations?.count ?? 0,
    ...(metrics.vus_max && { vusMax: metrics.vus_max.max }),
    latencyMs: metrics.http_req_duration,
    waitingMs: metrics.http_req_waiting,
    receivingMs: metrics.http_req_receiving,
    blockedMs: metrics.http_req_blocked,
    iterationMs: metrics.iteration_duration,
    receivedBytes: metrics.data_received.count,
  };
}
