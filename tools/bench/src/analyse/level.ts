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
/** How long a cost has to be level: where an earlier launch never got cheaper either, and where that is not known. */
const STEADY_MS = { known: 3000, unknown: 8000 };
/**
 * Compilers count calls: HotSpot hands a method to its last compiler after 15,000 (Tier4CompileThreshold), V8 after some thousands.
 * Node at 0.1 core stood still for 8 s at 340 µs a request, with 3,000 requests answered, on its way from 3,000 to 45.
 */
const ENOUGH_REQUESTS = 20_000;
/**
 * Of a server that answers too few to tell by their number, and of one of these whose cost has fallen. Node at 0.05 core stood still
 * for 20 s at 403 to 440 µs, with 2,600 requests answered; of later launches that came back to it one cost 19,870 in its load.
 */
const LONG_STEADY_MS = { never: 20_000, fallen: 30_000 };
const NEAR = 1.1;
const SECOND = 1000;
/** To have come down to the level of an earlier launch: the lead-in of the load that follows does the rest. */
const BACK_MS = 2000;
const BACK = 1.2;

/** Whether a request got cheaper while the server was warmed up: a compiler is at work in it. */
export function gotCheaper({
  cpuMicrosPerRequest: { first, level },
}: Pick<Level, 'cpuMicrosPerRequest'>): boolean {
  return level < FALLEN * first;
}

/**
 * Whether a request no longer gets cheaper: it costs about what it did at the level of an earlier launch; or the second half of a
 * stretch costs as much as its first half. The stretch is longer in the first launch of a server, and where the cost has fallen
 * since the load began, and longest while few requests have been answered. Undefined as long as that is not so, or not known.
 * @param earlier launches of the same server under the same load
 */
export function levelOf(progress: readonly Progress[], earlier: readonly Level[] = []): Level | undefined {
  const first = progress.find(({ requests }) => requests > 0);
  const last = progress.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const seconds = secondsOf(progress.slice(progress.indexOf(first)));
  if (seconds.length === 0) return undefined;
  const firstCost = seconds[0]!.cost;
  const sinceFirstMs = last.atMs - first.atMs;
  const reached = (level: number, nearTo = level): Level => {
    const near = seconds.find(({ cost }) => cost <= NEAR * nearTo) ?? seconds.at(-1)!;
    return { fullSpeedMs: near.toMs - first.atMs, cpuMicrosPerRequest: { first: firstCost, level } };
  };

  const before = Math.min(...earlier.map(({ cpuMicrosPerRequest: { level } }) => level));
  const back = sinceFirstMs < BACK_MS ? undefined : costBetween(progress, last.atMs - BACK_MS, last.atMs);
  if (back !== undefined && earlier.length > 0 && back <= BACK * before) {
    return reached(back, Math.max(back, before));
  }

  const recent = costBetween(progress, last.atMs - SECOND, last.atMs);
  if (recent === undefined) return undefined;
  const hasFallen = recent < FALLEN * firstCost;
  const isKnown = earlier.length > 0 && !hasFallen;
  const isUsed = last.requests - first.requests >= ENOUGH_REQUESTS;
  const longMs = hasFallen ? LONG_STEADY_MS.fallen : LONG_STEADY_MS.never;
  const steadyMs = isKnown ? STEADY_MS.known : isUsed ? STEADY_MS.unknown : longMs;
  const earlierMs = earlier.map(({ fullSpeedMs }) => fullSpeedMs);
  if (sinceFirstMs < steadyMs + Math.max(0, ...earlierMs)) return undefined;
  const middle = last.atMs - steadyMs / 2;
  const earlyHalf = costBetween(progress, last.atMs - steadyMs, middle);
  const lateHalf = costBetween(progress, middle, last.atMs);
  if (earlyHalf === undefined || lateHalf === undefined || lateHalf < SAME * earlyHalf) return undefined;
  return reached(costBetween(progress, last.atMs - steadyMs, last.atMs)!);
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
