import type { Result } from '../schema/result.ts';
import type { MeasuredRound } from '../schema/round.ts';

/** The rounds of a server under a scenario that were measured. */
export function measuredRoundsOf(result: Result, scenario: string): MeasuredRound[] {
  return result.rounds.flatMap((round) =>
    round.status === 'measured' && round.scenario === scenario ? [round] : [],
  );
}

/** ln(subject / reference) of each round that was measured of both; a round of 0 has none. */
export function pairedLogRatios(
  { subject, reference, scenario }: { subject: Result; reference: Result; scenario: string },
  read: (round: MeasuredRound) => number,
): number[] {
  const references = new Map(measuredRoundsOf(reference, scenario).map((round) => [round.round, round]));
  return measuredRoundsOf(subject, scenario).flatMap((round) => {
    const partner = references.get(round.round);
    const logRatio = partner ? Math.log(read(round) / read(partner)) : Number.NaN;
    return Number.isFinite(logRatio) ? [logRatio] : [];
  });
}

/** ln of a figure by round; a round of 0 has none. */
export function logsByRound(
  result: Result,
  scenario: string,
  read: (round: MeasuredRound) => number,
): Map<number, number> {
  return new Map(
    measuredRoundsOf(result, scenario)
      .map((round): [number, number] => [round.round, Math.log(read(round))])
      .filter(([, log]) => Number.isFinite(log)),
  );
}
