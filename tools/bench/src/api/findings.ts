import { observed } from '../analyse/observed.ts';
import { BenchError } from '../errors/bench-error.ts';
import type { Finding } from '../schema/finding.ts';
import type { Result } from '../schema/result.ts';

/**
 * What the measured rounds of a server show under a scenario, from the closed list of findings.
 *
 * @throws BenchError `NOTHING_MEASURED` where there is no round to look at: that is not the same as no finding
 */
export function findings(result: Result, scenario: string): Finding[] {
  const seen = observed(result, scenario);
  if (seen) return seen.findings;
  throw new BenchError(
    'NOTHING_MEASURED',
    `expected a measured round of "${result.server}" under the scenario "${scenario}", found none`,
    `Its scenarios are ${result.scenarios.join(', ')}; its "errors" say what failed.`,
  );
}
