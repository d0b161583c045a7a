import { BenchError } from '../errors/bench-error.ts';
import { summariesOfJson } from '../k6-output/json.ts';
import { loadOf } from '../k6-output/metrics.ts';
import { emptySummary, type Metrics, type Part, type Summary } from '../k6-output/summary.ts';
import { type LoadSummary, loadSummarySchema } from '../schema/round.ts';
import type { Trend } from '../schema/trend.ts';

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

/** What k6 1.x and 2.x always count where a request was made; other generators lack the last three. */
const measuredByK6 = loadSummarySchema.required({ waitingMs: true, receivingMs: true, blockedMs: true });

/** k6's names of what a result must have. */
const k6Metrics: Record<string, string> = {
  requests: 'http_reqs',
  requestsPerSecond: 'http_reqs',
  latencyMs: 'http_req_duration',
  waitingMs: 'http_req_waiting',
  receivingMs: 'http_req_receiving',
  blockedMs: 'http_req_blocked',
  iterationMs: 'iteration_duration',
  receivedBytes: 'data_received',
};

/**
 * What `k6 run --summary-export` writes. k6 leaves a metric out that had no samples: failed requests are absent where the script
 * calls no status a failure, iterations where each is longer than the load.
 *
 * @throws NO_HTTP_REQUESTS when not one was completed, K6_FAILED when it is no such summary
 */
export function parseSummaryExport(json: unknown): LoadSummary {
  return loadOfSummary(summaryOfExport(json));
}

/**
 * All of the run. The load of a summary without a metric is none.
 *
 * @throws NO_HTTP_REQUESTS, K6_FAILED
 */
export function loadOfSummary({ metrics: all, parts, wouldShowDropped }: Summary): LoadSummary {
  const metrics = withMeasuredPhase(all, parts);
  if (!metrics.has('http_reqs')) throw noHttpRequests(metrics);
  return loadOfMetrics(metrics, wouldShowDropped);
}

/** What `--summary-export` wrote; without metrics where nothing ended in the time of the load. @throws K6_FAILED where it is no such summary */
export function summaryOfExport(json: unknown): Summary {
  const [summary] = summariesOfJson(json);
  if (summary) return summary;
  if (hasMetrics(json)) return emptySummary('json');
  throw lacks(['metrics']);
}

/** @throws K6_FAILED */
export function loadOfMetrics(metrics: Metrics, wouldShowDropped: boolean): LoadSummary {
  const counted = loadOf({ metrics, wouldShowDropped });
  const parsed = measuredByK6.safeParse({
    failedChecks: 0,
    iterations: 0,
    droppedIterations: 0,
    ...counted,
  });
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.map(({ path: [name, ...rest] }) =>
    [k6Metrics[String(name)] ?? name, ...rest.map((each) => k6Statistics[each as keyof Trend] ?? each)].join(
      ' ',
    ),
  );
  throw lacks([...new Set(missing)]);
}

function lacks(missing: readonly string[]): BenchError {
  return new BenchError(
    'K6_FAILED',
    `expected k6's summary with HTTP metrics, found one that lacks ${missing.join(', ')}`,
    'Is the k6 one of 1.x or 2.x? Its log stands beside its summary.',
  );
}

/** Empty where nothing ended in the time of the load. */
function hasMetrics(json: unknown): boolean {
  return (
    typeof json === 'object' &&
    json !== null &&
    'metrics' in json &&
    typeof json.metrics === 'object' &&
    json.metrics !== null
  );
}

/** The tag of what a script requested after its lead-in. */
export const MEASURED_PHASE = 'phase:measured';

/**
 * The trends after the lead-in in the place of those of the whole run, where the script tells them apart. k6 fills a trend that
 * was asked for and had no sample with zeros.
 */
export function withMeasuredPhase(metrics: Metrics, parts: readonly Part[]): Metrics {
  const measured = parts.find(({ name }) => name === MEASURED_PHASE)?.metrics ?? [];
  return new Map([...metrics, ...[...measured].filter(([, values]) => values.max)]);
}

/** Counters of k6's other clients: https://grafana.com/docs/k6/latest/using-k6/metrics/reference/ */
const otherProtocols: Record<string, RegExp> = {
  WebSocket: /^ws_/,
  gRPC: /^grpc_/,
  'a browser': /^browser_/,
};

export function noHttpRequests(metrics: Metrics): BenchError {
  const names = [...metrics.keys()];
  const spoken = Object.entries(otherProtocols).flatMap(([protocol, pattern]) =>
    names.some((name) => pattern.test(name)) ? [protocol] : [],
  );
  const iterations = metrics.get('iterations')?.count ?? 0;
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
