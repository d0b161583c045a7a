import { loadOf, trendOf } from '../k6-output/metrics.ts';
import type { Summary } from '../k6-output/summary.ts';
import type { ObservedLoad } from '../schema/round.ts';
import type { Trend } from '../schema/trend.ts';

/** How iterations start, by the executors of all scenarios: when a VU is free, at a rate, or until their number is done. */
export type LoadModel = 'closed' | 'open' | 'iterations' | 'mixed' | 'unknown';

/** What the rules about a summary look at. Absent is unknown. */
export interface Facts {
  summary: Summary;
  load: ObservedLoad;
  model: LoadModel;
  iterationsPerSecond?: number;
  requestsPerIteration?: number;
  /** From 0 to 1. */
  failedShare?: number;
  checks?: { passed?: number; failed?: number; failedShare: number };
  vus?: { min?: number; max?: number; last?: number };
  /** Whether as many VUs as there were at most ran all the time; k6 counts them once a second. */
  constantVus?: boolean;
  connectingMs?: Partial<Trend>;
  tlsMs?: Partial<Trend>;
  /** Of requests with an expected response: statuses 200 to 399, where the script says nothing else. */
  expectedLatencyMs?: Partial<Trend>;
  webSocketSessionMs?: Partial<Trend>;
  webSocketConnectingMs?: Partial<Trend>;
  /** Whether the script made HTTP requests; unknown where the part of the text that would say so is missing. */
  http: 'made' | 'none' | 'unknown';
  /** Names of protocols beside HTTP that the summary has metrics of. */
  otherProtocols: string[];
  /** What counts are divided by to give rates. */
  seconds?: number;
}

export function factsOf(summary: Summary): Facts {
  const load = withDeclaredVus(loadOf(summary), summary);
  const { metrics } = summary;
  const { iterations, requests } = load;
  const expected = summary.parts.find(
    ({ kind, name }) => kind === 'tags' && /^expected_response: ?true$/.test(name),
  );
  const facts: Facts = {
    summary,
    load,
    model: modelOf(summary),
    http: httpOf(summary),
    otherProtocols: protocolsOf(summary),
    ...given('iterationsPerSecond', metrics.get('iterations')?.rate),
    ...given('requestsPerIteration', iterations && requests ? requests / iterations : undefined),
    ...given('failedShare', failedShareOf(summary, load)),
    ...given('checks', checksOf(summary)),
    ...given('vus', vusOf(summary)),
    ...given('connectingMs', trendOf(metrics.get('http_req_connecting'))),
    ...given('tlsMs', trendOf(metrics.get('http_req_tls_handshaking'))),
    ...given('expectedLatencyMs', trendOf(expected?.metrics.get('http_req_duration'))),
    ...given('webSocketSessionMs', trendOf(metrics.get('ws_session_duration'))),
    ...given('webSocketConnectingMs', trendOf(metrics.get('ws_connecting'))),
    ...given('seconds', secondsOf(summary)),
  };
  return { ...facts, ...given('constantVus', constantVusOf(facts)) };
}

/** k6 counts VUs once a second, so that a shorter test has no vus_max; the scenario says how many it has. */
function withDeclaredVus(load: ObservedLoad, { scenarios }: Summary): ObservedLoad {
  const [only, ...others] = scenarios;
  if (load.vusMax !== undefined || only?.vus === undefined || others.length > 0) return load;
  return { ...load, vusMax: only.vus };
}

function modelOf({ scenarios }: Summary): LoadModel {
  const models = new Set(
    scenarios.map(({ executor }): LoadModel => {
      if (executor.endsWith('arrival-rate')) return 'open';
      return executor.endsWith('iterations') ? 'iterations' : 'closed';
    }),
  );
  if (models.size === 0) return 'unknown';
  return models.size > 1 ? 'mixed' : [...models][0]!;
}

/** k6 leaves out metrics without samples, so that a whole summary without any of HTTP is one of a script that speaks none. */
function httpOf({ metrics, wouldShowDropped }: Summary): Facts['http'] {
  if ([...metrics.keys()].some((name) => name.startsWith('http_req'))) return 'made';
  return wouldShowDropped ? 'none' : 'unknown';
}

const protocols: [string, string][] = [
  ['ws_', 'WebSocket'],
  ['grpc_', 'gRPC'],
  ['browser_', 'browser'],
];

function protocolsOf({ metrics }: Summary): string[] {
  const names = [...metrics.keys()];
  return protocols
    .filter(([prefix]) => names.some((name) => name.startsWith(prefix)))
    .map(([, name]) => name);
}

function failedShareOf({ metrics }: Summary, { failedRequests, requests }: ObservedLoad): number | undefined {
  const share = metrics.get('http_req_failed')?.rate ?? metrics.get('browser_http_req_failed')?.rate;
  if (share !== undefined) return share;
  return failedRequests !== undefined && requests ? failedRequests / requests : undefined;
}

function checksOf({ metrics, checks }: Summary): Facts['checks'] {
  const old = metrics.get('checks');
  const failed = metrics.get('checks_failed');
  const passed = metrics.get('checks_succeeded');
  const counts = {
    passed: old?.passes ?? passed?.passes ?? failed?.fails,
    failed: old?.fails ?? failed?.passes ?? passed?.fails,
  };
  const rate = old?.rate ?? passed?.rate;
  const share =
    counts.failed !== undefined && counts.passed !== undefined && counts.failed + counts.passed > 0
      ? counts.failed / (counts.failed + counts.passed)
      : (failed?.rate ?? (rate === undefined ? undefined : 1 - rate));
  if (share !== undefined) return { ...defined(counts), failedShare: share };
  if (checks.length === 0) return undefined;
  const sum = (name: 'passes' | 'fails') => checks.reduce((total, check) => total + check[name], 0);
  const [passes, fails] = [sum('passes'), sum('fails')];
  return fails > 0 ? { failed: fails, failedShare: fails / (passes + fails) } : undefined;
}

function vusOf({ metrics }: Summary): Facts['vus'] {
  const vus = metrics.get('vus');
  if (!vus) return undefined;
  const { min, max, value } = vus;
  return defined({ min, max, last: value });
}

/** One scenario of constant VUs is so by its name; else the gauge must never have been below its most. */
function constantVusOf({ summary, load, vus }: Facts): boolean | undefined {
  const { scenarios } = summary;
  if (scenarios.some(({ executor }) => executor === 'ramping-vus')) return false;
  if (load.vusMax === undefined) return undefined;
  if (vus?.min !== undefined && vus.max !== undefined)
    return vus.min === load.vusMax && vus.max === load.vusMax;
  if (vus?.last !== undefined && vus.last < load.vusMax) return false;
  return scenarios.length === 1 && scenarios[0]!.executor === 'constant-vus' ? true : undefined;
}

function secondsOf({ metrics }: Summary): number | undefined {
  for (const name of ['http_reqs', 'iterations', 'data_received']) {
    const { count, rate } = metrics.get(name) ?? {};
    if (count && rate && rate > 0) return count / rate;
  }
  return undefined;
}

function given<Name extends string, T>(name: Name, value: T | undefined): { [Key in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]?: T });
}

function defined<T extends Record<string, number | undefined>>(record: T): { [Name in keyof T]?: number } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: number;
  };
}
