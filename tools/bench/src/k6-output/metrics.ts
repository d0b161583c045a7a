import type { ObservedLoad } from '../schema/round.ts';
import type { Trend } from '../schema/trend.ts';
import type { Metrics, Summary } from './summary.ts';
import type { Values } from './values.ts';

/** The numbers of a summary under our names; what it lacks is absent. */
export function loadOf({
  metrics,
  wouldShowDropped,
}: Pick<Summary, 'metrics' | 'wouldShowDropped'>): ObservedLoad {
  const value = (metric: string, name: string) => metrics.get(metric)?.[name];
  // A counter whose rate somebody took away looks like a gauge.
  const count = (metric: string) => value(metric, 'count') ?? value(metric, 'value');
  const failed = metrics.get('http_req_failed');
  // k6 counts each request in it, as failed or not.
  const judged =
    failed?.passes === undefined || failed.fails === undefined ? undefined : failed.passes + failed.fails;
  const requests = count('http_reqs') ?? judged;
  return withoutUndefined({
    requests,
    requestsPerSecond: value('http_reqs', 'rate'),
    failedRequests:
      failed?.passes ?? (failed?.rate === 0 || failed?.rate === 1 ? maybe(requests, failed.rate) : undefined),
    failedChecks: value('checks', 'fails') ?? value('checks_failed', 'passes'),
    iterations: count('iterations'),
    // k6 leaves a metric out that has no sample.
    droppedIterations: count('dropped_iterations') ?? (wouldShowDropped ? 0 : undefined),
    vusMax: value('vus_max', 'max') ?? value('vus_max', 'value'),
    latencyMs: trendOf(metrics.get('http_req_duration')),
    waitingMs: trendOf(metrics.get('http_req_waiting')),
    receivingMs: trendOf(metrics.get('http_req_receiving')),
    blockedMs: trendOf(metrics.get('http_req_blocked')),
    iterationMs: trendOf(metrics.get('iteration_duration')),
    receivedBytes: value('data_received', 'count'),
  });
}

/**
 * Takes out metrics of HTTP that a threshold made and no request filled: k6 shows zeros of a script that drives a browser or speaks
 * another protocol.
 */
export function withoutUnusedHttp(metrics: Metrics): Metrics {
  const ofHttp = [...metrics].filter(([name]) => name.startsWith('http_req'));
  const isUnused = ([, values]: [string, Values]) =>
    values.max === 0 || (values.passes === 0 && values.fails === 0);
  if (metrics.has('http_reqs') || !ofHttp.every(isUnused)) return metrics;
  return new Map([...metrics].filter(([name]) => !name.startsWith('http_req')));
}

function maybe(count: number | undefined, share: number): number | undefined {
  return count === undefined ? undefined : count * share;
}

/** A trend's statistics; undefined where there are none. */
export function trendOf(values: Values | undefined): Partial<Trend> | undefined {
  if (!values) return undefined;
  const trend = withoutUndefined({
    avg: values.avg,
    min: values.min,
    p50: values.med ?? values['p(50)'],
    p90: values['p(90)'],
    p95: values['p(95)'],
    p99: values['p(99)'],
    p999: values['p(99.9)'],
    max: values.max,
  });
  return Object.keys(trend).length > 0 ? trend : undefined;
}

type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function withoutUndefined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
