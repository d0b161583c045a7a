import { median } from 'simple-statistics';
import { BenchError } from '../errors/bench-error.ts';
import { firstLike, loadNames } from '../schema/load-name.ts';
import type { BenchOptions } from '../schema/options.ts';
import type { MeasuredRound, Round } from '../schema/round.ts';

/**
 * RATE of a server's next load where it is a share of what the server can do (option `rateShare`), requests a second; undefined
 * where it is not. What it can do is what the first scenario has reached by the same workload, by the median over the rounds so far, the one of
 * the present launch included: the more rounds, the less the rate moves with one of them.
 * @throws RATE_UNKNOWN where that was not measured: any other rate would be a load that nobody has asked for
 */
export function sharedRate(
  { rateShare, scenarios, workload }: Pick<BenchOptions, 'rateShare' | 'scenarios' | 'workload'>,
  scenario: string,
  rounds: readonly Round[],
): number | undefined {
  const first = firstLike(scenario, loadNames({ scenarios, workload }));
  if (rateShare === undefined || scenario === first) return undefined;
  const reached = rounds.flatMap((round) =>
    round.status === 'measured' && round.scenario === first ? [reachedIn(round)] : [],
  );
  if (reached.length > 0) return Math.max(1, Math.round(rateShare * median(reached)));
  throw new BenchError(
    'RATE_UNKNOWN',
    `scenario "${scenario}": expected to ask for ${rateShare * 100} % of what scenario "${first}" reaches (option "rateShare"), found no measured round of that`,
    `Mend "${first}", whose own error says what is wrong, or set "rate" and leave "rateShare" out.`,
  );
}

/** The rate that was completed, or the highest that a search found held. */
function reachedIn({ load, capacity }: MeasuredRound): number {
  const outcome = capacity?.outcome;
  if (outcome === undefined || outcome.state === 'none-held') return load.requestsPerSecond;
  return outcome.state === 'found' ? outcome.requestsPerSecond : outcome.atLeast;
}
