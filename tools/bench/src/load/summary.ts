import { z } from 'zod';
import { BenchError } from '../errors/bench-error.ts';
import type { LoadSummary } from '../schema/round.ts';
import type { Trend } from '../schema/trend.ts';

const exportedTrend = z
  .object({
    avg: z.number(),
    min: z.number(),
    med: z.number(),
    max: z.number(),
    'p(90)': z.number(),
    'p(95)': z.number(),
    'p(99)': z.number(),
  })
  .transform(
    (trend): Trend => ({
      avg: trend.avg,
      min: trend.min,
      p50: trend.med,
      p90: trend['p(90)'],
      p95: trend['p(95)'],
      p99: trend['p(99)'],
      max: trend.max,
    }),
  );

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
