import { comparedFigures } from '../analyse/compared-figure.ts';
import type { BaselineRow } from '../schema/baseline.ts';
import type { ComparedFigureName } from '../schema/compared-figure.ts';
import type { Finding } from '../schema/finding.ts';
import type { Provenance } from '../schema/provenance.ts';
import { limitsOf } from './baseline.ts';

/** With three rounds on a side even no overlap at all is a 90 % interval. */
export const FEWEST_ROUNDS = 4;

interface Rows {
  before: BaselineRow;
  row: BaselineRow;
}

/** Why two rows say nothing about a change, whichever figure is asked for: another machine, launcher, load or limit. */
export function whyOtherwiseMeasured({
  before,
  row,
  runs,
}: Rows & { runs: { before: Provenance | undefined; now: Provenance } }): string | undefined {
  const [machineThen, machineNow] = [runs.before?.machine.fingerprint, runs.now.machine.fingerprint];
  if (machineThen !== machineNow) {
    return `the baseline is of another machine (${machineThen}, this one is ${machineNow})`;
  }
  if (before.launcher !== row.launcher) {
    return `the launcher was another one: ${before.launcher} then, ${row.launcher} now`;
  }
  // Baselines of older versions hold no limits of each server; those of the run are the nearest that there is.
  const load = { ...limitsOf(runs.before?.options ?? {}), ...before.load };
  const changed = Object.keys({ ...load, ...row.load }).filter(
    (name) => JSON.stringify(row.load[name]) !== JSON.stringify(load[name]),
  );
  return changed.length > 0 ? `the load was another one: ${changed.map(describe).join(', ')}` : undefined;

  function describe(name: string): string {
    const shown = (value: unknown) =>
      typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? 'none');
    return `${name} ${shown(load[name])} then, ${shown(row.load[name])} now`;
  }
}

/** Why a figure that the baseline has cannot be compared, though the load was the same. */
export function whyNoFigure(
  { before, row, findings }: Rows & { findings: readonly Finding[] },
  figure: ComparedFigureName,
): string | undefined {
  if (!row.values[figure]) {
    const { rankedAs } = comparedFigures[figure];
    const spoiler = findings.find(({ invalidates }) => invalidates.includes(rankedAs));
    return spoiler ? `${spoiler.code}: ${spoiler.summary}` : 'a round has no such figure';
  }
  for (const [which, { values }] of [
    ['baseline', before],
    ['result', row],
  ] as const) {
    const count = values[figure]?.length ?? 0;
    if (count < FEWEST_ROUNDS) return `the ${which} has ${count} rounds; ${FEWEST_ROUNDS} are needed`;
    if (values[figure]?.includes(0)) return `the ${which} has a round of 0`;
  }
  return undefined;
}
