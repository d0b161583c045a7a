import type { Trend } from '../../schema/trend.ts';
import type { Facts } from '../facts.ts';
import { cantTell, type ExplainedVerdict, found, notFound } from './verdict.ts';

const code = 'timeout-plateau';

/** k6 gives a request 60 s unless it is told otherwise, and Go a connection 30 s; 10 s and 5 s are usual in proxies and scripts. */
const LIMITS_SECONDS = [5, 10, 15, 30, 60, 120];
/** A timer fires on time, and what is measured around it takes a little. */
const TOLERANCE = 0.01;
const shares: [keyof Trend, string][] = [
  ['p50', 'half of'],
  ['p90', '10 % of'],
  ['p95', '5 % of'],
  ['p99', '1 % of'],
];

/** Percentiles that lie on a round number of seconds, up to the maximum: a time-out ended them, not the work. */
export function timeoutPlateauIn(facts: Facts): ExplainedVerdict {
  const { load, failedShare } = facts;
  if (!load.latencyMs && !load.iterationMs) return cantTell(code, 'http_req_duration or iteration_duration');
  const failures = failedShare === undefined || failedShare > 0;
  const ofRequests = plateauOf(load.latencyMs);
  const ofIterations = failures && failedShare !== undefined ? plateauOf(load.iterationMs) : undefined;
  const plateau = ofRequests ?? ofIterations;
  if (!plateau) {
    if (load.latencyMs && load.latencyMs.max === undefined) return cantTell(code, 'max of http_req_duration');
    return notFound(code, 'no percentile lies on a round number of seconds with the maximum');
  }
  const what = ofRequests ? 'the requests' : 'the iterations';
  const { seconds, least, share } = plateau;
  const whose =
    failedShare === 0
      ? 'No request failed, so it is no time-out of k6: server or proxy answers after this time.'
      : seconds === 60 && ofRequests
        ? "It is k6's own limit of a request unless the script sets another."
        : seconds === 30 && !ofRequests
          ? 'Go gives up a connection after 30 s.'
          : 'A client, proxy or server gives up after this time.';
  return found({
    code,
    summary: `At least ${least} ${what} end at ${seconds} s, the longest of all too. ${whose}`,
    evidence: { plateauSeconds: seconds, shareAtLeast: share, maxMs: plateau.max },
    remedy:
      failedShare === 0
        ? 'Look for a wait of this length in the server, its upstreams or the script.'
        : 'Find out what does not answer; averages and percentiles measure the limit, not the server.',
    invalidates: ofRequests && failedShare !== 0 && share >= 0.05 ? ['latencyMs'] : [],
  });
}

function plateauOf(trend: Partial<Trend> | undefined) {
  const { max } = trend ?? {};
  if (!trend || max === undefined) return undefined;
  const seconds = LIMITS_SECONDS.find((each) => onLimit(max, each));
  if (seconds === undefined) return undefined;
  const at = shares.findIndex(([statistic]) => onLimit(trend[statistic], seconds));
  if (at < 0) return undefined;
  return { seconds, max, least: shares[at]![1], share: [0.5, 0.1, 0.05, 0.01][at]! };
}

function onLimit(ms: number | undefined, seconds: number): boolean {
  if (ms === undefined) return false;
  const limit = seconds * 1000;
  return ms >= limit * (1 - TOLERANCE) && ms <= limit * (1 + TOLERANCE);
}
