import { median } from 'simple-statistics';
import type { Sample } from '../../schema/round.ts';
import type { Observation } from '../observation.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'warm-up-too-short';

/** Fewer rounds than this, and one bad second decides. */
const FEWEST_ROUNDS = 3;
/** Early, between, and late. */
const FEWEST_INTERVALS = 3;
/**
 * k6 adds its counts up every 50 ms (metrics/engine/ingester.go: collectRate), so that a reading may lack as much: over a stretch of
 * four times that it is a quarter at most, and the last reading, of a moment after the one before it, would look cheap.
 */
const LEAST_INTERVAL_MS = 200;
/** Early CPU per request over late. 1.0 plus the 8 to 10 % by which it varies between quiet 3 s rounds, twice. */
const LEAST_RATIO = 1.2;

/**
 * A request costs more CPU at the start of the measured load than in its second half: caches, JIT or heap were
 * still warming up. CPU per request shows it in open and closed models alike; the rate of an open model can't.
 */
export function warmUpTooShort({ rounds, options }: Observation): Verdict {
  const capped = rounds.flatMap(({ warmUp }) => (warmUp?.state === 'capped' ? [warmUp.durationMs] : []));
  if (capped.length > 0) return neverLevel(capped, rounds.length);
  if (rounds.some(({ warmUp }) => warmUp?.state === 'unknown')) {
    return unknown(code, "the generator's count of requests while it warms the server up");
  }
  const ratios = rounds.flatMap((round) => earlyOverLate(round.samples));
  if (ratios.length < FEWEST_ROUNDS) {
    return unknown(
      code,
      `${FEWEST_ROUNDS} rounds with ${FEWEST_INTERVALS} intervals or more of known CPU time and requests`,
    );
  }
  const ratio = median(ratios);
  const warming = ratios.filter((each) => each > 1).length;
  if (ratio < LEAST_RATIO || warming < ratios.length) {
    return absent(
      code,
      `a request costs ${shown(ratio)} times the CPU at the start of a round as at its end`,
    );
  }
  return present({
    code,
    summary: `A request costs ${percent(ratio - 1)} more CPU in the first quarter of the load than in its second half.`,
    evidence: { earlyOverLateCpuPerRequest: ratio, roundsThatWarm: warming, rounds: ratios.length },
    remedy: remedyOf(rounds, options),
    invalidates: [],
  });
}

/** A load after a lead-in comes from the same warm-up as one without, so the lead-in is what was too short. */
function remedyOf(rounds: Observation['rounds'], { warmup }: Observation['options']): string {
  const leadInMs = Math.max(0, ...rounds.map(({ outsideLoad }) => outsideLoad?.leadInMs ?? 0));
  const [option, now] = leadInMs > 0 ? ['leadIn', `${leadInMs / 1000}s`] : ['warmup', warmup];
  return `Raise ${option}${now ? ` (now ${now})` : ''} until this finding goes.`;
}

/** The warm-up was to go on until CPU per request is level, and was not long enough. */
function neverLevel(capped: readonly number[], rounds: number): Verdict {
  const seconds = median([...capped]) / 1000;
  return present({
    code,
    summary: `A request still got cheaper when the longest warm-up, ${shown(seconds)} s, was over, in ${capped.length} of ${rounds} rounds.`,
    evidence: { cappedRounds: capped.length, rounds, warmUpSeconds: seconds },
    remedy: 'Raise maxWarmup until this finding goes.',
    invalidates: [],
  });
}

/** CPU per request of the first quarter of the load over that of its second half; empty where it can't be told. */
function earlyOverLate(samples: readonly Sample[]): number[] {
  const intervals = intervalsOf(samples);
  const first = intervals[0];
  const last = intervals.at(-1);
  if (!first || !last || intervals.length < FEWEST_INTERVALS) return [];
  const at = (share: number) => first.fromMs + share * (last.toMs - first.fromMs);
  const early = costOf(intervals.filter((interval) => interval.fromMs < at(0.25)));
  const late = costOf(intervals.filter((interval) => interval.fromMs >= at(0.5)));
  return Number.isFinite(early / late) ? [early / late] : [];
}

interface Interval {
  fromMs: number;
  toMs: number;
  requests: number;
  cpuMs: number;
}

/** The stretches between samples that know k6's count of requests, long enough to be told from its lag. */
function intervalsOf(samples: readonly Sample[]): Interval[] {
  const intervals: Interval[] = [];
  let from: { atMs: number; requests: number } | undefined;
  let cpuMs = 0;
  let lastMs = 0;
  for (const { atMs, serverCores, requests } of samples) {
    cpuMs += serverCores * (atMs - lastMs);
    lastMs = atMs;
    if (requests === undefined || (from && atMs - from.atMs < LEAST_INTERVAL_MS)) continue;
    if (from && requests > from.requests) {
      intervals.push({ fromMs: from.atMs, toMs: atMs, requests: requests - from.requests, cpuMs });
    }
    from = { atMs, requests };
    cpuMs = 0;
  }
  return intervals;
}

function costOf(intervals: readonly Interval[]): number {
  const total = (name: 'cpuMs' | 'requests') => intervals.reduce((sum, interval) => sum + interval[name], 0);
  return total('cpuMs') / total('requests');
}
