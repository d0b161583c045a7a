import type { Metrics, Part, Summary } from '../k6-output/summary.ts';
import type { LoadSummary, PercentilesFrom } from '../schema/round.ts';
import { type CountedApart, partsIn } from './load-parts.ts';
import {
  loadOfMetrics,
  loadOfSummary,
  noHttpRequests,
  summaryOfExport,
  withMeasuredPhase,
} from './summary.ts';

/** The samples that are load, as a summary has them. */
export type LoadPart = Pick<Part, 'kind' | 'name'>;

/** What k6 counted in a whole run, and in the load that its scenarios made. */
export interface CountedLoad {
  /** Of the scenarios where `loadRequests` tells it, else of the whole run. */
  readonly load: LoadSummary;
  /** From the start of `setup()` to the end of `teardown()`. */
  readonly totalMs: number;
  readonly totalRequests: number;
  /** Of the scenarios alone; absent where k6 was not asked to tell. */
  readonly loadRequests?: number;
  readonly percentiles: PercentilesFrom;
  /** What each of several runners counted in its whole run. */
  readonly runnerRequests?: readonly number[];
}

type Counts = Omit<CountedLoad, 'percentiles' | 'runnerRequests'>;

/** Metrics that `setup()` and `teardown()` have too. */
export const loadMetrics = [
  'http_reqs',
  'http_req_duration',
  'http_req_waiting',
  'http_req_receiving',
  'http_req_blocked',
  'http_req_failed',
  'checks',
  'data_received',
];

/** How a summary tells the load and its parts. */
export interface LoadTold {
  /** The samples that are load; undefined where all are. */
  readonly part?: LoadPart | undefined;
  /** Of the server, which is left out of what names a part. */
  readonly url?: string;
  /** What parts were asked for; all of the run where it is left out. */
  readonly apart?: Partial<CountedApart>;
}

/**
 * Reads `--summary-export`, with the load told apart.
 * @throws NO_HTTP_REQUESTS when not one of the load was completed, K6_FAILED when it is no such summary
 */
export function parseCountedLoad(json: unknown, told: LoadTold = {}): CountedLoad {
  return { ...countsOf(summaryOfExport(json), told), percentiles: { from: 'samples' } };
}

/** The same of a summary. @throws NO_HTTP_REQUESTS, K6_FAILED */
export function countsOf(summary: Summary, { part, url = '', apart }: LoadTold): Counts {
  const whole = loadOfSummary(summary);
  const made = partsIn(summary, url, apart);
  const total = {
    totalMs: (whole.requests / whole.requestsPerSecond) * 1000,
    totalRequests: whole.requests,
  };
  if (part === undefined) return { load: { ...whole, ...made }, ...total };
  const ofLoad = summary.parts.find(({ kind, name }) => kind === part.kind && name === part.name)?.metrics;
  const metrics: Metrics = new Map(summary.metrics);
  for (const name of loadMetrics) metrics.delete(name);
  // One that the whole run lacks has no sample, and is none.
  for (const [name, values] of ofLoad ?? []) if (summary.metrics.has(name)) metrics.set(name, values);
  if (!metrics.get('http_reqs')?.count) {
    metrics.delete('http_reqs');
    throw noHttpRequests(metrics);
  }
  const load = loadOfMetrics(withMeasuredPhase(metrics, summary.parts), summary.wouldShowDropped);
  return { load: { ...load, ...made }, ...total, loadRequests: load.requests };
}
