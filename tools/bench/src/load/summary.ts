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

/** What `k6 run --summary-export` writes (k6 1.x and 2.x); a metric that had no samples is left out by k6. */
const summaryExport = z.object({
  metrics: z.object({
    http_reqs: counter,
    http_req_duration: exportedTrend,
    http_req_waiting: exportedTrend,
    http_req_receiving: exportedTrend,
    http_req_blocked: exportedTrend,
    /** Absent where every iteration is longer than the load. */
    iteration_duration: exportedTrend.optional(),
    /** `passes` counts where the rate was true: requests that did fail. Absent where the script calls none a failure. */
    http_req_failed: z.object({ passes: z.number(), fails: z.number() }).optional(),
    checks: z.object({ fails: z.number() }).optional(),
    iterations: counter.optional(),
    dropped_iterations: counter.optional(),
    vus_max: z.object({ max: z.number() }).optional(),
    data_received: counter,
  }),
});

/** @throws NO_HTTP_REQUESTS when not one was completed, K6_FAILED when it is no such summary */
export function parseSummaryExport(json: unknown): LoadSummary {
  const parsed = summaryExport.safeParse(json);
  if (!parsed.success) throw unreadable(json, parsed.error);
  const { metrics } = parsed.data;
  return {
    requests: metrics.http_reqs.count,
    requestsPerSecond: metrics.http_reqs.rate,
    ...(metrics.http_req_failed && { failedRequests: metrics.http_req_failed.passes }),
    failedChecks: metrics.checks?.fails ?? 0,
    iterations: metrics.iterations?.count ?? 0,
    droppedIterations: metrics.dropped_iterations?.count ?? 0,
    ...(metrics.vus_max && { vusMax: metrics.vus_max.max }),
    latencyMs: metrics.http_req_duration,
    waitingMs: metrics.http_req_waiting,
    receivingMs: metrics.http_req_receiving,
    blockedMs: metrics.http_req_blocked,
    ...(metrics.iteration_duration && { iterationMs: metrics.iteration_duration }),
    receivedBytes: metrics.data_received.count,
  };
}

const anyMetrics = z.object({ metrics: z.record(z.string(), z.object({ count: z.number().optional() })) });

/** Counters of k6's other clients: https://grafana.com/docs/k6/latest/using-k6/metrics/reference/ */
const otherProtocols: Record<string, RegExp> = {
  WebSocket: /^ws_/,
  gRPC: /^grpc_/,
  'a browser': /^browser_/,
};

function unreadable(json: unknown, error: z.ZodError): BenchError {
  const { data } = anyMetrics.safeParse(json);
  if (data === undefined || 'http_reqs' in data.metrics) {
    const missing = error.issues.map((issue) => issue.path.join('.')).join(', ');
    return new BenchError(
      'K6_FAILED',
      `expected k6's summary with HTTP metrics, found one that lacks ${missing}`,
      'Is the k6 one of 1.x or 2.x? Its log stands beside its summary.',
    );
  }
  const names = Object.keys(data.metrics);
  const spoken = Object.entries(otherProtocols).flatMap(([protocol, pattern]) =>
    names.some((name) => pattern.test(name)) ? [protocol] : [],
  );
  const iterations = data.metrics.iterations?.count ?? 0;
  if (spoken.length > 0) {
    return new BenchError(
      'NO_HTTP_REQUESTS',
      `expected HTTP requests, found a script that speaks ${spoken.join(' and ')} alone: ${iterations} iterations and no request (k6 counted ${names.filter((name) => !/^(vus|data_)/.test(name)).join(', ')})`,
      'This bench measures HTTP requests: run the script by k6 itself, or let it make HTTP requests as well.',
    );
  }
  return new BenchError(
    'NO_HTTP_REQUESTS',
    iterations > 0
      ? `expected HTTP requests, found none in ${iterations} iterations of the script`
      : 'expected a completed HTTP request, found none in the time of the load',
    iterations > 0
      ? 'Does the script make a request by k6/http in its default function?'
      : 'Raise "duration" above the time that one request takes.',
  );
}
