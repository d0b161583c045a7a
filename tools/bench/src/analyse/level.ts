/** Counters at one moment of a load. */
export interface Progress {
  readonly atMs: number;
  /** CPU time of the server so far. */
  readonly cpuMicros: number;
  /** Requests so far. */
  readonly requests: number;
}

/** What has been reached once CPU per request no longer falls. */
export interface Level {
  /** From the first request to the end of the first second whose cost was near the level. */
  readonly fullSpeedMs: number;
  readonly cpuMicrosPerRequest: { readonly first: number; readonly level: number };
}

/** A second of a few thousand requests under a limit of 0.1 core varies by 3 to 6 %. */
const SAME = 0.95;
/** A cost that has fallen by so much since the first second is that of a program still being compiled or filled. */
const FALLEN = 0.8;
/**
 * How long a cost has to be level. Node at 0.1 core stood still for 4 s on its way from 614 to 45 µs a request, and needed 20 s for
 * it. What never fell in an earlier launch is known within seconds.
 */
const STEADY_MS = { known: 3000, unknown: 8000 };
const NEAR = 1.1;
const SECOND = 1000;

/**
 * Whether a request no longer gets cheaper: the second half of a stretch costs as much as its first half. The stretch is longer
 * in the first launch of a server, and where the cost has fallen since the load began. Undefined as long as that is not so, or
 * not known.
 * @param earlierMs times to full speed of earlier launches: this one is watched for longer than each of them
 */
export function levelOf(progress: readonly Progress[], earlierMs: readonly number[] = []): Level | undefined {
  const first = progress.find(({ requests }) => requests > 0);
  const last = progress.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const seconds = secondsOf(progress.slice(progress.indexOf(first)));
  if (seconds.length === 0) return undefined;
  const firstCost = seconds[0]!.cost;
  const recent = costBetween(progress, last.atMs - SECOND, last.atMs);
  if (recent === undefined) return undefined;
  const isKnown = earlierMs.length > 0 && recent >= FALLEN * firstCost;
  const steadyMs = isKnown ? STEADY_MS.known : STEADY_MS.unknown;
  if (last.atMs - first.atMs < steadyMs + Math.max(0, ...earlierMs)) return undefined;
  const middle = last.atMs - steadyMs / 2;
  const before = costBetween(progress, last.atMs - steadyMs, middle);
  const after = costBetween(progress, middle, last.atMs);
  if (before === undefined || after === undefined || after < SAME * before) return undefined;
  const level = costBetween(progress, last.atMs - steadyMs, last.atMs)!;
  const near = seconds.find(({ cost }) => cost <= NEAR * level) ?? seconds.at(-1)!;
  return { fullSpeedMs: near.toMs - first.atMs, cpuMicrosPerRequest: { first: firstCost, level } };
}

/** CPU per request from one moment to another, by the readings nearest after each; undefined where nothing was answered. */
function costBetween(progress: readonly Progress[], fromMs: number, toMs: number): number | undefined {
  const from = progress.find(({ atMs }) => atMs >= fromMs);
  const to = progress.find(({ atMs }) => atMs >= toMs);
  if (from === undefined || to === undefined || to.requests <= from.requests) return undefined;
  return (to.cpuMicros - from.cpuMicros) / (to.requests - from.requests);
}

/** The cost of each stretch of a second or a little more, without those in which nothing was answered. */
function secondsOf(progress: readonly Progress[]): { toMs: number; cost: number }[] {
  const seconds: { toMs: number; cost: number }[] = [];
  let from = progress[0]!;
  for (const to of progress) {
    if (to.atMs - from.atMs < SECOND || to.requests === from.requests) continue;
    const cost = (to.cpuMicros - from.cpuMicros) / (to.requests - from.requests);
    seconds.push({ toMs: to.atMs, cost });
    from = to;
  }
  return seconds;
}
