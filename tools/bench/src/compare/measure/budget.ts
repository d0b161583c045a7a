import { expectedRoundMs } from '../../plan/expected-round.ts';
import type { PlannedRound } from '../../plan/plan.ts';
import type { Stopping } from '../../run/stopping.ts';
import type { Result } from '../../schema/result.ts';

export interface Budget {
  readonly budgetMs: number;
  /** Whether a server is known precisely enough from the results of both its sides. */
  readonly isPrecise: (pair: string, results: readonly Result[]) => boolean;
  readonly now?: () => number;
}

/**
 * Rounds of a pair until it is precise, and of all until the time is spent: a pair is begun only where its end will be nearer to the
 * end of the time than its beginning, so that the time is kept to half a pair. The rule looks at the clock and at the width of
 * intervals, never at where they lie.
 */
export function withinBudget({ budgetMs, isPrecise, now = () => performance.now() }: Budget): Stopping & {
  readonly spentMs: () => number;
} {
  let startedAt: number | undefined;
  let current: { pair: string; round: number; at: number; enough: boolean } | undefined;
  const tookMs = new Map<string, number>();
  const precise = new Set<string>();
  let endedAt = 0;

  const enoughOf = (pair: string, round: PlannedRound, results: readonly Result[]): boolean => {
    const own = results.filter(({ server }) => server.startsWith(`${pair}@`));
    if (own.some(({ errors }) => errors.length > 0)) {
      // The other side has a round too, so that it is known whether both fail.
      return own.every(({ errors, rounds }) => errors.length > 0 || rounds.length > 0);
    }
    if (precise.has(pair) || isPrecise(pair, results)) {
      precise.add(pair);
      return true;
    }
    const expectedMs = tookMs.get(pair) ?? (round.server.together ? 1 : 2) * expectedRoundMs(round);
    return now() - startedAt! + expectedMs / 2 > budgetMs;
  };

  return {
    isEnough: (round, results) => {
      const pair = round.server.pair ?? round.server.server;
      startedAt ??= now();
      const at = now();
      if (current?.pair === pair && current.round === round.round) return current.enough;
      if (current && !current.enough) {
        tookMs.set(current.pair, at - current.at);
        endedAt = at;
      }
      current = { pair, round: round.round, at, enough: enoughOf(pair, round, results) };
      return current.enough;
    },
    chosenBy: ({ server, pair }) => (precise.has(pair ?? server) ? 'precision' : 'budget'),
    spentMs: () => (current && !current.enough ? now() : endedAt) - (startedAt ?? now()),
  };
}
