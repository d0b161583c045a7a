import type { Load } from '../load/find-loads.ts';
import type { K6 } from '../load/k6.ts';
import type { Plan } from '../plan/plan.ts';
import type { Result } from '../schema/result.ts';
import type { Progress } from './progress.ts';
import type { Stopping } from './stopping.ts';

/** What a run measures, and with what. */
export interface RunSpec {
  readonly plan: Plan;
  readonly k6: K6;
  /** By server. */
  readonly scenarios: ReadonlyMap<string, readonly Load[]>;
  readonly workspaceRoot: string;
  /** A folder in it of each server gets the results and what the generator wrote. */
  readonly resultsFolder: string;
  readonly stopping: Stopping;
  /** Told of a pair that was to be measured at the same time, and cannot be. */
  readonly onApart?: ((pair: string) => void) | undefined;
  /** Told of all results after each round, and of how many rounds there are still at most. */
  readonly onRound?: ((results: readonly Result[], roundsLeft: number) => void) | undefined;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}
