import type { Reading } from './sampler.ts';
import { COUNT_LAG_MS, type Phases } from './watch-phases.ts';

/** The part of a run of k6 in which the scenarios made their load. */
export interface LoadTime {
  readonly beginAtMs: number;
  readonly endAtMs: number;
  /** Counted in this part. */
  readonly requests: number;
  readonly setupMs: number;
  /** Graceful stop and `teardown()`. */
  readonly afterMs: number;
}

/** A tail as long as requests in flight take is none: to cut it off would be less exact than to leave it. */
const SHORT_TAIL_SHARE = 0.05;
const SHORT_TAIL_MS = 100;

/**
 * The load's own time within a run of `totalMs`, which k6 divides its counts by: from the start of `setup()` to the end of
 * `teardown()`. Undefined where that is the load's own, or where the API told no phases.
 */
export function loadTime(run: {
  totalMs: number;
  requests: number;
  /** Of the scenarios, their graceful stop included; absent where k6 did not tell. */
  loadRequests?: number | undefined;
  phases: Phases;
  /** Where the scenarios say when they end. */
  plannedMs: number | undefined;
  /** Start of the load that is not part of it. */
  leadInMs?: number;
  readings: readonly Reading[];
}): LoadTime | undefined {
  const { totalMs, requests, plannedMs, leadInMs = 0, readings } = run;
  const { setup, runningAtMs, teardown } = run.phases;
  if (runningAtMs === undefined) return undefined;
  const setupMs = setup === undefined ? 0 : Math.min(setup.endedAtMs - setup.beganAtMs, totalMs);
  const mostMs = totalMs - setupMs;
  const beginAtMs = setup?.endedAtMs ?? runningAtMs;
  const untilTeardownMs =
    teardown === undefined ? mostMs : (teardown.lastLoadAtMs + teardown.seenAtMs) / 2 - beginAtMs;
  // A wait between two looks is not exact; what the scenarios plan is.
  const isEndReached = plannedMs !== undefined && plannedMs <= (teardown?.seenAtMs ?? Infinity) - beginAtMs;
  const ownMs = Math.min(mostMs, isEndReached ? plannedMs : untilTeardownMs);
  const isShort = (tailMs: number) => tailMs <= Math.max(SHORT_TAIL_MS, SHORT_TAIL_SHARE * ownMs);
  const isAllLoad = isShort(mostMs - ownMs);
  if (setup === undefined && isAllLoad && leadInMs === 0) return undefined;

  const begin = { atMs: beginAtMs, requests: setup?.requests ?? 0 };
  const measuredAtMs = beginAtMs + leadInMs;
  const before = leadInMs > 0 ? countAt(measuredAtMs, begin, readings, requests) : begin.requests;
  const loadMs = isAllLoad ? mostMs : ownMs;
  const endAtMs = beginAtMs + loadMs;
  const hasGrace = teardown === undefined || !isShort(teardown.seenAtMs - endAtMs);
  const all = isAllLoad ? requests : (teardown?.requests ?? requests);
  const until = !isAllLoad && hasGrace ? countAt(endAtMs, begin, readings, requests) : all;
  if (loadMs <= leadInMs || until <= before) return undefined;
  const counted = until - before;
  // What k6 tells of the scenarios has the lead-in in it.
  const known = leadInMs > 0 ? counted : (run.loadRequests ?? counted);
  const inLoad = isAllLoad || !hasGrace ? known : Math.min(known, counted);
  return { beginAtMs: measuredAtMs, endAtMs, requests: inLoad, setupMs, afterMs: mostMs - loadMs };
}

/** As counted at that moment; else from the last count before it, by the rate until then, but not above the next count. */
function countAt(
  atMs: number,
  begin: { atMs: number; requests: number },
  readings: readonly Reading[],
  total: number,
): number {
  const counts = readings.flatMap(({ atMs, requests }) =>
    requests === undefined || atMs <= begin.atMs ? [] : [{ atMs, requests }],
  );
  const atEnd = counts.find((count) => Math.abs(count.atMs - atMs - COUNT_LAG_MS) <= COUNT_LAG_MS);
  if (atEnd !== undefined) return atEnd.requests;
  const next = counts.find((count) => count.atMs > atMs)?.requests ?? total;
  const inLoad = counts.filter((count) => count.atMs <= atMs);
  const last = inLoad.at(-1);
  if (last === undefined) return next;
  const first = inLoad.length > 1 ? inLoad[0]! : begin;
  const perMs = (last.requests - first.requests) / (last.atMs - first.atMs);
  return Math.min(next, Math.round(last.requests + perMs * (atMs - last.atMs + COUNT_LAG_MS)));
}

/** A counter at a moment between two readings. */
export function counterAt(
  readings: readonly Reading[],
  atMs: number,
  of: (reading: Reading) => number,
): number {
  const after = readings.findIndex((reading) => reading.atMs >= atMs);
  if (after <= 0) return of(readings.at(after)!);
  const [from, to] = [readings[after - 1]!, readings[after]!];
  const share = (atMs - from.atMs) / (to.atMs - from.atMs);
  return of(from) + share * (of(to) - of(from));
}
