import type { ObservedLoad } from '../../analyse/observation.ts';
import type { Trend } from '../../schema/trend.ts';

/**
 * k6's metrics of one run in the shape that all of its summaries share: metric name, name of the value
 * (`avg`, `p(90)`, `count`, `passes`, …), number. Times in ms, data in bytes.
 */
export type Metrics = Map<string, Record<string, number>>;

/** The numbers of a summary under our names; what it lacks is absent. */
export function loadOf(metrics: Metrics): ObservedLoad {
  const value = (metric: string, name: string) => metrics.get(metric)?.[name];
  const requests = value('http_reqs', 'count');
  const iterations = value('iterations', 'count');
  return withoutUndefined({
    requests,
    requestsPerSecond: value('http_reqs', 'rate'),
    failedRequests: value('http_req_failed', 'passes'),
    failedChecks: value('checks', 'fails') ?? value('checks_failed', 'passes'),
    iterations,
    // k6 leaves a metric out that has no sample: without the metric, no iteration was dropped.
    droppedIterations: value('dropped_iterations', 'count') ?? (iterations === undefined ? undefined : 0),
    vusMax: value('vus_max', 'max') ?? value('vus_max', 'value'),
    latencyMs: trendOf(metrics.get('http_req_duration')),
    waitingMs: trendOf(metrics.get('http_req_waiting')),
    receivingMs: trendOf(metrics.get('http_req_receiving')),
    blockedMs: trendOf(metrics.get('http_req_blocked')),
    iterationMs: trendOf(metrics.get('iteration_duration')),
    receivedBytes: value('data_received', 'count'),
  });
}

function trendOf(values: Record<string, number> | undefined): Partial<Trend> | undefined {
  if (!values) return undefined;
  return withoutUndefined({
    avg: values.avg,
    min: values.min,
    p50: values.med ?? values['p(50)'],
    p90: values['p(90)'],
    p95: values['p(95)'],
    p99: values['p(99)'],
    max: values.max,
  });
}

type Defined<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> };

function withoutUndefined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
