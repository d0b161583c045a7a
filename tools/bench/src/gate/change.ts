import { comparedFigures } from '../analyse/compared-figure.ts';
import { unpairedShift } from '../analyse/statistics/rank-sum.ts';
import type { Baseline, BaselineRow } from '../schema/baseline.ts';
import type { ComparedFigureName } from '../schema/compared-figure.ts';

/** By how much a figure may get worse, as a share: 0.1 is 10 %. A figure without a threshold is not gated. */
export type Thresholds = Partial<Record<ComparedFigureName, number>>;

interface Place {
  server: string;
  label: string;
  scenario: string;
  figure: ComparedFigureName;
}

/** One figure of one server now, against the baseline. */
export type Change = Place &
  (
    | {
        state: 'compared';
        /** Now divided by then, with the ends of its 95 % interval. */
        ratio: number;
        low: number;
        high: number;
        threshold: number;
        verdict: 'worse' | 'better' | 'unchanged';
      }
    | { state: 'not compared'; reason: string }
  );

/** With three rounds on a side even no overlap at all is a 90 % interval. */
export const FEWEST_ROUNDS = 4;

/**
 * Every gated figure of `now` against `baseline`. Worse is what the interval excludes as noise of the rounds *and* what
 * is beyond the threshold *and* beyond `noiseFloor`, the share by which runs of the same thing differ on this machine.
 */
export function changesSince(
  baseline: Baseline,
  now: Baseline,
  thresholds: Thresholds,
  noiseFloor: Thresholds = {},
): Change[] {
  return now.rows.flatMap((row) =>
    Object.entries(thresholds).map(([name, threshold]): Change => {
      const figure = name as ComparedFigureName;
      const place = { server: row.server, label: row.label, scenario: row.scenario, figure };
      const before = baseline.rows.find((candidate) => sameSubject(candidate, row));
      const reason = before ? whyNot(baseline, now, before, row, figure) : 'the baseline has no such row';
      if (!before || reason) return { ...place, state: 'not compared', reason: reason ?? '' };
      const beyond = Math.max(threshold, noiseFloor[figure] ?? 0);
      return { ...place, state: 'compared', threshold: beyond, ...compare(before, row, figure, beyond) };
    }),
  );
}

function sameSubject(one: BaselineRow, other: BaselineRow): boolean {
  return one.server === other.server && one.scenario === other.scenario && one.launcher === other.launcher;
}

function whyNot(
  baseline: Baseline,
  now: Baseline,
  before: BaselineRow,
  row: BaselineRow,
  figure: ComparedFigureName,
): string | undefined {
  const [then, machine] = [baseline.runs[before.runId]?.machine, now.runs[row.runId]?.machine];
  if (then?.fingerprint !== machine?.fingerprint) {
    return `the baseline is of another machine (${then?.fingerprint}, this one is ${machine?.fingerprint})`;
  }
  const changed = Object.keys({ ...before.load, ...row.load }).filter(
    (name) => JSON.stringify(row.load[name]) !== JSON.stringify(before.load[name]),
  );
  if (changed.length > 0) return `the load was another one: ${changed.join(', ')}`;
  for (const [which, { values }] of [
    ['baseline', before],
    ['result', row],
  ] as const) {
    const count = values[figure]?.length;
    if (count === undefined) return `the ${which} has no such figure, or a finding made it meaningless`;
    if (count < FEWEST_ROUNDS) return `the ${which} has ${count} rounds; ${FEWEST_ROUNDS} are needed`;
    if (values[figure]?.includes(0)) return `the ${which} has a round of 0`;
  }
  return undefined;
}

function compare(before: BaselineRow, row: BaselineRow, figure: ComparedFigureName, beyond: number) {
  const logs = ({ values }: BaselineRow) => (values[figure] ?? []).map(Math.log);
  const shift = unpairedShift(logs(row), logs(before));
  const sign = comparedFigures[figure].better === 'lower' ? 1 : -1;
  const limit = Math.log1p(beyond);
  const [certain, certainBetter] =
    sign > 0 ? [shift.low > 0, shift.high < 0] : [shift.high < 0, shift.low > 0];
  const worse = certain && sign * shift.estimate > limit;
  const better = certainBetter && sign * shift.estimate < -limit;
  const verdict = worse ? 'worse' : better ? 'better' : 'unchanged';
  return {
    ratio: Math.exp(shift.estimate),
    low: Math.exp(shift.low),
    high: Math.exp(shift.high),
    verdict,
  } as const;
}
