import type { Finding } from '../schema/finding.ts';
import type { Result } from '../schema/result.ts';
import type { MeasuredRound } from '../schema/round.ts';
import { findingsOf } from './findings/findings-of.ts';
import { type Observation, observationOfRounds } from './observation.ts';
import { measuredRoundsOf } from './paired-rounds.ts';

/** What a server did under a scenario, and what the rules found in it. */
export interface Observed {
  /** One at least. */
  rounds: MeasuredRound[];
  observation: Observation;
  findings: Finding[];
}

/** The one place where a result is looked at: rows, comparisons, baselines and the API all ask here. Undefined where nothing was measured. */
export function observed(result: Result, scenario: string): Observed | undefined {
  const rounds = measuredRoundsOf(result, scenario);
  if (rounds.length === 0) return undefined;
  const failures = result.errors.filter(({ scenario: of }) => of === undefined || of === scenario);
  const observation: Observation = {
    ...observationOfRounds(rounds, result.provenance.options),
    ...(failures.length > 0 && { failures }),
  };
  return { rounds, observation, findings: findingsOf(observation) };
}
