import { findingsOf } from '../analyse/findings/findings-of.ts';
import { observationOfRounds } from '../analyse/observation.ts';
import { measuredRoundsOf } from '../analyse/paired-rounds.ts';
import { BenchError } from '../errors/bench-error.ts';
import type { Finding } from '../schema/finding.ts';
import type { Result } from '../schema/result.ts';

/**
 * What the measured rounds of a server show under a scenario, from the closed list of findings.
 *
 * @throws BenchError `NOTHING_MEASURED` where there is no round to look at: that is not the same as no finding
 */
export function findings(result: Result, scenario: string): Finding[] {
  const rounds = measuredRoundsOf(result, scenario);
  if (rounds.length > 0) return findingsOf(observationOfRounds(rounds, result.provenance.options));
  throw new BenchError(
    'NOTHING_MEASURED',
    `expected a measured round of "${result.server}" under the scenario "${scenario}", found none`,
    `Its scenarios are ${result.scenarios.join(', ')}; its "errors" say what failed.`,
  );
}
