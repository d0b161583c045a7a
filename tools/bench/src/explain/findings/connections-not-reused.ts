import { percent } from '../../analyse/findings/verdict.ts';
import type { Trend } from '../../schema/trend.ts';
import type { Facts } from '../facts.ts';
import { duration } from '../words.ts';
import { cantTell, type ExplainedVerdict, found, metricsNeeded, notFound } from './verdict.ts';

const code = 'connections-not-reused';

/** http_req_connecting is 0 where a request uses a connection that is open: what is above 0 at a percentile is a share of new ones. */
const shares: [keyof Trend, number][] = [
  ['min', 1],
  ['p50', 0.5],
  ['p90', 0.1],
  ['p95', 0.05],
];

/** More requests open a connection than VUs explain, each of which opens one at its start. */
export function connectionsNotReusedIn(facts: Facts): ExplainedVerdict {
  const { connectingMs, tlsMs, load } = facts;
  const connecting = connectingMs ?? tlsMs;
  const { requests, vusMax, blockedMs, latencyMs } = load;
  if (!connecting || !requests || !vusMax) {
    return cantTell(code, metricsNeeded(['http_req_connecting', 'http_reqs', 'vus_max'], facts));
  }
  const share = shares.find(([statistic]) => (connecting[statistic] ?? 0) > 0)?.[1] ?? 0;
  const expected = Math.min(1, vusMax / requests);
  if (share <= 2 * expected) {
    return notFound(
      code,
      share === 0
        ? 'at most 5 % of the requests open a connection'
        : 'as many requests open a connection as there are VUs, or little more',
    );
  }
  const cost = blockedMs?.avg;
  return found({
    code,
    summary:
      `${share === 1 ? 'All requests' : `At least ${percent(share)} of the requests`} open a new connection; one for each VU would be ${percent(expected)}` +
      (cost === undefined || latencyMs?.avg === undefined
        ? '.'
        : `: ${duration(cost)} on average before each request of ${duration(latencyMs.avg)}, which http_req_duration does not hold.`),
    evidence: {
      newConnectionShareAtLeast: share,
      ...(connecting.avg !== undefined && { connectingAvgMs: connecting.avg }),
      ...(tlsMs?.avg !== undefined && { tlsHandshakingAvgMs: tlsMs.avg }),
      ...(cost !== undefined && { blockedAvgMs: cost }),
    },
    remedy:
      'See whether the server or a proxy closes connections (Connection: close, a limit of requests), the script sets noConnectionReuse ' +
      'or asks many hosts, or connections fail.',
  });
}
