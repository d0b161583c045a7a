import { comparedFigures } from '../analyse/compared-figure.ts';
import { observed } from '../analyse/observed.ts';
import type { Baseline, BaselineRow } from '../schema/baseline.ts';
import { type ComparedFigureName, comparedFigureNames } from '../schema/compared-figure.ts';
import type { Finding } from '../schema/finding.ts';
import { workloadOf } from '../schema/load-name.ts';
import type { RecordedOptionName, RecordedOptions } from '../schema/recorded-options.ts';
import type { Result } from '../schema/result.ts';
import type { MeasuredRound } from '../schema/round.ts';

/** What the load looked like; `rounds` and `seed` may differ between two runs that are compared. */
const loadOptions: readonly RecordedOptionName[] = ['endpoint', 'vus', 'rate', 'duration', 'warmup'];
const searchOptions: readonly RecordedOptionName[] = ['p99LimitMs', 'stepDuration'];

export interface MeasuredRow {
  row: BaselineRow;
  findings: Finding[];
}

/** The rounds of the results, reduced to what a comparison needs. Scenarios without a measured round are left out. */
export function baselineOf(results: readonly Result[]): Baseline {
  return {
    schemaVersion: 1,
    runs: Object.fromEntries(results.map((result) => [result.runId, result.provenance])),
    rows: results.flatMap((result) => measuredRowsOf(result).map(({ row }) => row)),
  };
}

/** What a server may use; null where it is not limited. A period without a limit says nothing. */
export function limitsOf(options: RecordedOptions): Record<string, unknown> {
  const { cpus = null, cpuset = null, memory = null, cpuPeriod = null } = options;
  return { cpus, cpuset, memory, cpuPeriod: cpus === null ? null : cpuPeriod };
}

/** Named where the server was pinned alone, so that baselines from before pinning stay good. */
function pinnedCpus({ pinning }: Result['provenance']): Record<string, string> {
  return pinning?.state === 'pinned' ? { pinnedTo: pinning.serverCpus } : {};
}

/** Its requests, whose change makes it another load. */
function asked(scenario: string, { options, workloadSha256 }: Result['provenance']): Record<string, unknown> {
  const name = workloadOf(scenario);
  if (name === undefined) return {};
  // The declaration says what changed, the digest that it did: bodies are in files.
  return { workload: options.workloads?.[name] ?? null, workloadSha256: workloadSha256?.[name] ?? null };
}

/** A row of each scenario that was measured, and what was found about it. */
export function measuredRowsOf(result: Result): MeasuredRow[] {
  if (result.status === 'failed') return [];
  return result.scenarios.flatMap((scenario) => {
    const seen = observed(result, scenario);
    if (!seen) return [];
    return [{ row: rowOf(result, scenario, seen.rounds, seen.findings), findings: seen.findings }];
  });
}

function rowOf(
  result: Result,
  scenario: string,
  rounds: readonly MeasuredRound[],
  findings: readonly Finding[],
): BaselineRow {
  const { options } = result.provenance;
  const invalid = new Set(findings.flatMap((finding) => finding.invalidates));
  const valid = comparedFigureNames.filter(
    (name) =>
      !invalid.has(comparedFigures[name].rankedAs) &&
      rounds.every((round) => Number.isFinite(comparedFigures[name].read(round))),
  );
  const values = valid.map((name): [ComparedFigureName, number[]] => [
    name,
    rounds.map(comparedFigures[name].read),
  ]);
  const names = [...loadOptions, ...(rounds[0]?.capacity ? searchOptions : [])];
  return {
    server: result.server,
    label: result.label,
    launcher: result.launcher,
    scenario,
    runId: result.runId,
    ...(result.cpus !== undefined && { cpus: result.cpus }),
    load: {
      ...Object.fromEntries(names.map((name) => [name, options[name]])),
      ...limitsOf(options),
      ...pinnedCpus(result.provenance),
      ...asked(scenario, result.provenance),
    },
    values: Object.fromEntries(values),
  };
}
