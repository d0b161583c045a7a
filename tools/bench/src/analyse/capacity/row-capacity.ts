import type { RowCapacity } from '../../schema/report.ts';
import type { MeasuredRound } from '../../schema/round.ts';
import { figureOver } from '../figure.ts';

/**
 * What the searches of all rounds say together; nothing where the scenario searches none. The row is only as good as its worst
 * round: a median over rounds some of which are lower bounds would be neither the one nor the other.
 */
export function capacityOf(rounds: readonly MeasuredRound[]): { capacity?: RowCapacity } {
  const searched = rounds.flatMap((round) =>
    round.capacity ? [{ ...round, capacity: round.capacity }] : [],
  );
  const [first] = searched;
  if (first === undefined) return {};
  const { p99LimitMs } = first.capacity;
  const outcomes = searched.map(({ capacity }) => capacity.outcome);
  const noneHeld = outcomes.find((outcome) => outcome.state === 'none-held');
  if (noneHeld) return { capacity: { state: 'none-held', p99LimitMs, lowestTried: noneHeld.lowestTried } };
  const over = (values: number[]) => figureOver(values, 'no round measured it');
  const rates = over(
    outcomes.flatMap((outcome) => {
      if (outcome.state === 'none-held') return [];
      return outcome.state === 'found' ? outcome.requestsPerSecond : outcome.atLeast;
    }),
  );
  const base = {
    p99LimitMs,
    generatorCores: over(searched.map((round) => round.generator.cores)),
    idleCores: over(searched.map((round) => round.machine.idleCores)),
  };
  for (const state of ['generator-bound', 'not-exceeded'] as const) {
    if (outcomes.some((outcome) => outcome.state === state)) {
      return { capacity: { state, atLeast: rates, ...base } };
    }
  }
  return { capacity: { state: 'found', requestsPerSecond: rates, ...base } };
}
