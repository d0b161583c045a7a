import type { Trend } from '../../schema/trend.ts';
import type { Observation } from '../observation.ts';
import { throttledShareOf } from './server-limit.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'delayed-ack-stall';

/**
 * Linux holds an ACK back for at least TCP_DELACK_MIN = HZ/25 = 40 ms (include/net/tcp.h); RFC 1122
 * §4.2.3.2 allows up to 500 ms. The timer ticks in jiffies of 1 to 10 ms, so that it fires 40 to 50 ms
 * after the segment. One jiffy of 1 ms below, as k6 starts its clock after the segment came.
 */
const PLATEAU_MS = { least: 39, most: 51 };
/**
 * The first segments of a connection are acknowledged at once (Linux: quickack mode, up to
 * TCP_MAX_QUICKACKS = 16), so some response of each run is quick. A server that waits by itself has none.
 */
const QUICK_MS = 20;
/** Of the times: a plateau's neighbours differ by less. */
const MOST_ROUNDING_MS = 2;

/** Of the quota's periods: a server that is throttled so often may leave a plateau of its own between head and body. */
const THROTTLED_SHARE = 0.1;

/** Neighbouring statistics of the plateau, and the share of requests that must then lie on it or above. */
const plateaus: { from: keyof Trend; to: keyof Trend; share: number }[] = [
  { from: 'p50', to: 'p90', share: 0.5 },
  { from: 'p50', to: 'p95', share: 0.5 },
  { from: 'p90', to: 'p95', share: 0.1 },
  { from: 'p95', to: 'p99', share: 0.05 },
];

/**
 * A server that writes a response's head and body apart, with Nagle's algorithm (RFC 896) on: the body
 * waits for the ACK of the head, and the client delays this ACK. k6 sees the head at once (waiting) and
 * the body 40 ms later (receiving).
 */
export function delayedAckStall({
  load,
  rounds,
  throttling,
  timesRoundedToMs,
  roundTripAtMostMs,
}: Observation): Verdict {
  const receiving = load.receivingMs;
  const tooQuick = tooQuickToStall(load);
  if (tooQuick) return absent(code, tooQuick);
  const high = receiving?.p90 ?? receiving?.p95;
  if (receiving?.p50 === undefined || high === undefined) {
    return unknown(code, 'http_req_receiving with med, p(90) and p(95)');
  }
  const plateau = plateaus.find(({ from, to }) => onPlateau(receiving[from]) && onPlateau(receiving[to]));
  if (!plateau) {
    const percentile = receiving.p90 === undefined ? 'p95' : 'p90';
    return absent(
      code,
      `receiving takes ${shown(receiving.p50)} ms (p50) and ${shown(high)} ms (${percentile})`,
    );
  }
  if (receiving.min !== undefined && receiving.min > QUICK_MS) {
    return absent(code, `even the quickest body took ${shown(receiving.min)} ms: the server itself waits`);
  }
  if (throttling && throttledShareOf(throttling) >= THROTTLED_SHARE) {
    return unknown(
      code,
      'a server whose CPU quota does not run out between the head and the body of an answer',
    );
  }
  const height = receiving[plateau.from]!;
  const waiting = load.waitingMs?.p50;
  if (timesRoundedToMs !== undefined && timesRoundedToMs > MOST_ROUNDING_MS) {
    return unknown(
      code,
      `finer times: they are rounded to ${shown(timesRoundedToMs)} ms, and a wide spread looks like one value`,
    );
  }
  if (mayBeRoundTrip(height, roundTripAtMostMs, waiting)) {
    return unknown(
      code,
      `a client near the server: a network round trip may take ${shown(roundTripAtMostMs ?? height)} ms here, and a body that ` +
        `needs another one is ${shown(height)} ms late too`,
    );
  }
  return present({
    code,
    summary:
      `At least ${percent(plateau.share)} of the responses stall for ${shown(height)} ms between head and body ` +
      `(http_req_receiving${waiting === undefined ? '' : `; http_req_waiting ${shown(waiting)} ms`}): ` +
      "the client's delayed ACK, 40 ms on Linux, met Nagle's algorithm in the server.",
    evidence: {
      stalledShareAtLeast: plateau.share,
      plateauMs: height,
      ...evidenceOf('receiving', receiving),
      ...evidenceOf('waiting', load.waitingMs),
    },
    remedy:
      'Set TCP_NODELAY on the accepted sockets of the server, or hand head and body to the kernel in one write.' +
      (rounds.length > 0 ? ' Nothing in the options of the bench removes it.' : ''),
    invalidates: ['requestsPerSecond', 'latencyMs'],
  });
}

/** Why even the slow responses stalled for no delayed ACK; undefined where they may have. A percentile is no more than those above it. */
function tooQuickToStall({ receivingMs, latencyMs }: Observation['load']): string | undefined {
  const receivingKnown = receivingMs?.p50 !== undefined && (receivingMs.p90 ?? receivingMs.p95) !== undefined;
  const bounds = [
    ['receiving', receivingMs],
    ['the whole request', receivingKnown ? undefined : latencyMs],
  ] as const;
  for (const [what, trend] of bounds) {
    if (trend?.max !== undefined && trend.max < PLATEAU_MS.least) {
      return `${what} takes ${shown(trend.max)} ms at most`;
    }
    if (trend?.p95 !== undefined && trend.p95 < PLATEAU_MS.least) {
      return `${what} takes ${shown(trend.p95)} ms or less in 95 % of the requests`;
    }
  }
  return undefined;
}

/** One or two round trips of the network last as long as the timer where it may be that far; unknown where nobody says so. */
function mayBeRoundTrip(
  height: number,
  roundTripAtMostMs: number | undefined,
  waiting: number | undefined,
): boolean {
  if (roundTripAtMostMs === undefined) return false;
  const waitsAsLong = waiting !== undefined && Math.abs(waiting - height) < 0.2 * height;
  return waitsAsLong || roundTripAtMostMs >= height / 2 - 1;
}

function onPlateau(ms: number | undefined): boolean {
  return ms !== undefined && ms >= PLATEAU_MS.least && ms <= PLATEAU_MS.most;
}

function evidenceOf(name: string, trend: Partial<Trend> | undefined): Record<string, number> {
  const statistics = ['min', 'avg', 'p50', 'p90', 'p95'] as const;
  return Object.fromEntries(
    statistics.flatMap((statistic) => {
      const ms = trend?.[statistic];
      return ms === undefined ? [] : [[`${name}${statistic[0]!.toUpperCase()}${statistic.slice(1)}Ms`, ms]];
    }),
  );
}
