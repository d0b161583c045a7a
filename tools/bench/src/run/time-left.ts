import { median } from 'simple-statistics';
import { measuredRoundsOf } from '../analyse/paired-rounds.ts';
import { expectedRoundMs, isWarmUpUnknown, type KnownLaunches } from '../plan/expected-round.ts';
import type { Plan, PlannedRound } from '../plan/plan.ts';
import { type BenchOptions, durationMs } from '../schema/options.ts';
import type { Result } from '../schema/result.ts';

/** How long a run will still take. */
export interface TimeLeft {
  readonly roundTook: (round: PlannedRound, ms: number) => void;
  /** From the start of the round at this position to the end, such as `about 4:05 left`. */
  readonly from: (position: number, passedMs?: number) => string;
}

/**
 * By what this run's rounds took, and before a server's first by what its launches took in an earlier run. Where there is neither, how
 * long a server warms up is not known, and the estimate says how much that may add.
 * @param earlier results of these servers, of another run
 */
export function timeLeft({ rounds }: Pick<Plan, 'rounds'>, earlier: readonly Result[] = []): TimeLeft {
  const known = new Map<PlannedRound['server'], KnownLaunches>();
  for (const { server } of rounds) {
    const result = earlier.find(
      (each) => each.server === server.server && isUnderSameLimit(each, server.options),
    );
    const launches = result && launchesOf(result);
    if (launches) known.set(server, launches);
  }
  const took = new Map<PlannedRound['server'], number[]>();
  const expected = (round: PlannedRound) => {
    const seen = took.get(round.server);
    return seen ? median(seen) : expectedRoundMs(round, known.get(round.server));
  };
  return {
    roundTook: (round, ms) => {
      const restMs = round.round === 0 ? durationMs(round.server.options.rest) : 0;
      took.set(round.server, [...(took.get(round.server) ?? []), Math.max(0, ms - restMs)]);
    },
    from: (position, passedMs = 0) => {
      const left = rounds.slice(position);
      const leftMs = Math.max(0, left.reduce((sum, round) => sum + expected(round), 0) - passedMs);
      const unknown = left.filter(
        (round) => !took.has(round.server) && isWarmUpUnknown(round, known.get(round.server)),
      );
      const longestMs = Math.max(0, ...unknown.map(({ server }) => durationMs(server.options.maxWarmup!)));
      return (
        `about ${clock(leftMs)} left` +
        (unknown.length === 0
          ? ''
          : `, and up to ${clock(longestMs)} more for each launch of a server that warms up slowly`)
      );
    },
  };
}

/** Warm-up and start of a server depend on the CPU that it has. */
function isUnderSameLimit({ provenance }: Result, options: BenchOptions): boolean {
  return (['cpus', 'cpuPeriod', 'launcher', 'maxWarmup', 'leadIn'] as const).every(
    (name) => provenance.options[name] === options[name],
  );
}

function launchesOf(result: Result): KnownLaunches | undefined {
  const { coldStartMs, scenarios } = result;
  const launches = measuredRoundsOf(result, scenarios[0]!);
  const [first, ...later] = launches.map((round) => round.warmUp?.durationMs ?? 0);
  if (!first || coldStartMs.length === 0) return undefined;
  return {
    coldStartMs: median(coldStartMs),
    leadInMs: median(launches.map(({ outsideLoad }) => outsideLoad?.leadInMs ?? 0)),
    warmUpMs: { first, later: later.length === 0 ? first : median(later) },
  };
}

/** `4:05`, in minutes and seconds. */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
