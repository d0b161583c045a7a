import type { PlannedRound, PlannedServer } from '../plan/plan.ts';
import type { Result } from '../schema/result.ts';
import { enoughRounds } from './enough-rounds.ts';

/** When a run has rounds enough. */
export interface Stopping {
  /** Whether a round of the plan need not be measured; asked of each, in their order, just before it. */
  readonly isEnough: (round: PlannedRound, results: readonly Result[]) => boolean;
  /** What the rounds of a server that did not fail were ended by. */
  readonly chosenBy: (
    server: PlannedServer,
    results: readonly Result[],
  ) => NonNullable<Result['roundsChosenBy']>;
}

/** All `rounds`, and with `precision` as many more as that takes, `maxRounds` at most. */
export function untilPrecise(): Stopping {
  let block: number | undefined;
  let precise = false;
  return {
    isEnough: ({ round, server }, results) => {
      // A block of one round of each server is measured whole, so that every round has its partner.
      if (round !== block) precise = enoughRounds(results);
      block = round;
      return round >= server.options.rounds && precise;
    },
    chosenBy: ({ options }, results) => {
      if (options.precision === undefined) return 'rounds';
      return enoughRounds(results) ? 'precision' : 'maxRounds';
    },
  };
}
