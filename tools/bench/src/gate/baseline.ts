import { comparedFigures } from '../analyse/compared-figure.ts';
import { findingsOf } from '../analyse/findings/findings-of.ts';
import { observationOfRounds } from '../analyse/observation.ts';
import { measuredRoundsOf } from '../analyse/paired-rounds.ts';
import type { Baseline, BaselineRow } from '../schema/baseline.ts';
import { type ComparedFigureName, comparedFigureNames } from '../schema/compared-figure.ts';
import type { Result } from '../schema/result.ts';

/** What the load looked like; `rounds` and `seed` may differ between two runs that are compared. */
const loadOptions = ['endpoint', 'vus', 'rate', 'duration', 'warmup'] as const;
const searchOptions = ['p99LimitMs', 'stepDuration'] as const;

/** The rounds of the results, reduced to what a comparison needs. Scenarios without a measured round are left out. */
export function baselineOf(results: readonly Result[]): Baseline {
  return {
    schemaVersion: 1,
    runs: Object.fromEntries(results.map((result) => [result.runId, result.provenance])),
    rows: results.flatMap((result) => result.scenarios.flatMap((scenario) => rowOf(result, scenario))),
  };
}

/** Named where the server was pinned alone, so that baselines from before pinning stay good. */
function pinnedCpus({ pinning }: Result['provenance']): Record<string, string> {
  return pinning?.state === 'pinned' ? { pinnedTo: pinning.serverCpus } : {};
}

function rowOf(result: Result, scenario: string): BaselineRow[] {
  const rounds = measuredRoundsOf(result, scenario);
  if (result.status === 'failed' || rounds.length === 0) return [];
  const { options } = result.provenance;
  const invalid = new Set(
    findingsOf(observationOfRounds(rounds, options)).flatMap((finding) => finding.invalidates),
  );
  const valid = comparedFigureNames.filter(
    (name) =>
      !invalid.has(comparedFigures[name].rankedAs) &&
      rounds.every((round) => Number.isFinite(comparedFigures[name].read(round))),
  );
  const values = valid.map((name): [ComparedFigureName, number[]] => [
    name,
    rounds.map(comparedFigures[name].read),
  ]);
  return [
    {
      server: result.server,
      label: result.label,
      launcher: result.launcher,
      scenario,
      runId: result.runId,
      load: {
        ...Object.fromEntries(
          [...loadOptions, ...(rounds[0]?.capacity ? searchOptions : [])].map((name) => [
            name,
            options[name],
          ]),
        ),
        ...pinnedCpus(result.provenance),
      },
      values: Object.fromEntries(values),
    },
  ];
}
