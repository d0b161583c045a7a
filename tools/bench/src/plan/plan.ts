import type { BenchOptions } from '../schema/options.ts';
import type { Pinning } from '../schema/pinning.ts';
import type { LimitLeftOut } from '../schema/provenance.ts';
import { shuffledRounds } from './order.ts';

/** A server to measure, with the options that it is measured with: one for each CPU limit of a list. */
export interface PlannedServer {
  readonly server: string;
  readonly label: string;
  readonly options: BenchOptions;
  /** The limit in `options`, where servers of the run have several. */
  readonly cpus?: number | undefined;
  /** Folder that the server's own paths start at; absent: the workspace root. */
  readonly root?: string;
  /** Servers that share it are measured one right after the other in each round; absent: this one by itself. */
  readonly pair?: string;
  /** Whether the servers of a pair are measured at the same time. */
  readonly together?: boolean;
  /** Absent where the plan alone is asked for. */
  readonly pinning?: Pinning;
}

/** One launch of one server: all its scenarios, once. */
export interface PlannedRound {
  readonly server: PlannedServer;
  /** 0-based round of this server. */
  readonly round: number;
  /** 0-based place in the whole run. */
  readonly position: number;
}

export interface Plan {
  readonly runId: string;
  readonly seed: number;
  readonly startedAt: string;
  /** Of the lists of limits, those that are none here. */
  readonly limitsLeftOut?: readonly LimitLeftOut[];
  readonly servers: readonly PlannedServer[];
  readonly rounds: readonly PlannedRound[];
}

/** The run: which server is measured when. The same servers and seed give the same order. */
export function plan(
  servers: readonly PlannedServer[],
  run: Pick<Plan, 'runId' | 'seed' | 'startedAt' | 'limitsLeftOut'>,
): Plan {
  const sorted = [...servers].sort((a, b) =>
    a.server === b.server ? (a.cpus ?? 0) - (b.cpus ?? 0) : a.server < b.server ? -1 : 1,
  );
  const rounds = shuffledRounds(
    sorted,
    (server) => mostRoundsOf(server.options),
    run.seed,
    (server) => server.pair ?? server,
  );
  return { ...run, servers: sorted, rounds: rounds.map((entry, position) => ({ ...entry, position })) };
}

/** How many rounds of a server there are at most. */
export function mostRoundsOf({ rounds, maxRounds, precision }: BenchOptions): number {
  return precision === undefined ? rounds : Math.max(rounds, maxRounds);
}
