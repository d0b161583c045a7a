import { comparedFigures } from '../analyse/compared-figure.ts';
import { unpairedShift } from '../analyse/statistics/rank-sum.ts';
import type { Baseline, BaselineRow } from '../schema/baseline.ts';
import type { ComparedFigureName } from '../schema/compared-figure.ts';
import type { Finding } from '../schema/finding.ts';
import type { NoiseFloor } from '../schema/provenance.ts';
import type { Result } from '../schema/result.ts';
import { measuredRowsOf } from './baseline.ts';
import { type Fault, faultsOf, ownFaultIn } from './faults.ts';
import { whyNoFigure, whyOtherwiseMeasured } from './why-not-compared.ts';

/** Reads of memory that differ by this factor are of two machines as far as a server's memory goes; of one they differ by a tenth. */
const OTHER_MEMORY = 1.25;

/** By how much a figure may get worse, as a share: 0.1 is 10 %. A figure without a threshold is not gated. */
export type Thresholds = Partial<Record<ComparedFigureName, number>>;

interface Place {
  server: string;
  label: string;
  /** The CPU limit, in cores, of a run that has several. */
  cpus?: number | undefined;
  scenario: string;
  figure: ComparedFigureName;
}

export type ComparedChange = Place & {
  state: 'compared';
  /** Now divided by then, with the ends of its interval. */
  ratio: number;
  low: number;
  high: number;
  /** Exact, 0 to 1: 0.9375 or more. */
  confidence: number;
  threshold: number;
  verdict: 'worse' | 'better' | 'unchanged';
  /** What a read of memory cost in both runs, ns, where it changed the same way by so much that it may be the reason. */
  memoryReadNs?: { readonly then: number; readonly now: number };
};

/** What became of one figure of one server since the baseline, or of the server as a whole. */
export type Change =
  | ComparedChange
  /** The server is gone, failed, or made its figure meaningless itself: fails the gate. */
  | ({ state: 'broken'; figure?: ComparedFigureName } & Fault)
  /** The baseline has the figure, and noise or another load keeps it from being compared: the gate cannot tell. */
  | (Place & { state: 'inconclusive'; reason: string })
  /** The baseline does not have it: a new server, or a figure that meant nothing then. */
  | (Place & { state: 'not compared'; reason: string });

export interface Gated {
  thresholds: Thresholds;
  /** By how much runs of the same thing differ on this machine; holds for the scenario that it was measured in. */
  noiseFloor?: NoiseFloor | undefined;
  /** Whether a server of the baseline is left out on purpose; then it is not missed. */
  isLeftOut?: (server: string) => boolean;
}

/**
 * Every server of `results` and of the baseline. Worse is what the interval excludes as noise of the rounds *and* what
 * is beyond the threshold *and* beyond the noise floor.
 */
export function changesSince(baseline: Baseline, results: readonly Result[], gated: Gated): Change[] {
  const { isLeftOut = () => false } = gated;
  const measured = new Set(results.map(({ server }) => server));
  const missing = new Map(
    baseline.rows
      .filter(({ server }) => !measured.has(server) && !isLeftOut(server))
      .map(({ server, label }): [string, Fault] => [
        server,
        { server, label, reason: 'the baseline has it, and there is no result of it now' },
      ]),
  );
  const unmeasured = baseline.rows.filter(
    (row) =>
      row.cpus !== undefined && measured.has(row.server) && !results.some((result) => isOf(row, result)),
  );
  return [
    ...[...missing.values()].map((fault): Change => ({ state: 'broken', ...fault })),
    ...unmeasured.flatMap((row) =>
      placesOf(row, gated.thresholds).map((place): Change => {
        const reason = 'the limit is in the baseline and was not measured';
        return { ...place, state: 'inconclusive', reason };
      }),
    ),
    ...results.flatMap((result) => changesOf(baseline, result, gated)),
  ];
}

/** Whether a row is of this server within this limit. One limit may have been one of a list then, or be one now. */
function isOf(row: BaselineRow, { server, cpus, provenance }: Result): boolean {
  if (row.server !== server) return false;
  return row.cpus === cpus || (row.cpus ?? row.load.cpus) === (cpus ?? provenance.options.cpus);
}

function changesOf(baseline: Baseline, result: Result, gated: Gated): Change[] {
  const rows = measuredRowsOf(result);
  const faults = faultsOf(
    result,
    rows.map(({ row, findings }) => ({ scenario: row.scenario, findings })),
  );
  const isBroken = (scenario: string) =>
    faults.some((fault) => fault.scenario === undefined || fault.scenario === scenario);
  const before = baseline.rows.filter((row) => isOf(row, result));
  const dropped = before.filter(({ scenario }) => !result.scenarios.includes(scenario));
  return [
    ...faults.map((fault): Change => ({ state: 'broken', ...fault })),
    ...dropped.flatMap((row) =>
      placesOf(row, gated.thresholds).map((place): Change => {
        return {
          ...place,
          state: 'inconclusive',
          reason: 'the scenario is in the baseline and was not measured',
        };
      }),
    ),
    ...rows
      .filter(({ row }) => !isBroken(row.scenario))
      .flatMap(({ row, findings }) => {
        const sameScenario = before.filter(({ scenario }) => scenario === row.scenario);
        const past = sameScenario.find(({ launcher }) => launcher === row.launcher) ?? sameScenario[0];
        const runs = { before: past && baseline.runs[past.runId], now: result.provenance };
        return placesOf(row, gated.thresholds).map((place) =>
          changeOf(place, { before: past, row, findings, runs }, gated),
        );
      }),
  ];
}

function placesOf({ server, label, cpus, scenario }: BaselineRow, thresholds: Thresholds): Place[] {
  return Object.keys(thresholds).map((figure) => ({
    server,
    label,
    ...(cpus !== undefined && { cpus }),
    scenario,
    figure: figure as ComparedFigureName,
  }));
}

interface Sides {
  before: BaselineRow | undefined;
  row: BaselineRow;
  findings: readonly Finding[];
  runs: { before: Result['provenance'] | undefined; now: Result['provenance'] };
}

function changeOf(
  place: Place,
  { before, row, findings, runs }: Sides,
  { thresholds, noiseFloor }: Gated,
): Change {
  const { figure, scenario } = place;
  if (!before) return { ...place, state: 'not compared', reason: 'the baseline has no such row' };
  if (!before.values[figure]) {
    return {
      ...place,
      state: 'not compared',
      reason: 'the baseline has no such figure, or a finding made it meaningless',
    };
  }
  const otherwise = whyOtherwiseMeasured({ before, row, runs });
  if (otherwise) return { ...place, state: 'inconclusive', reason: otherwise };
  const fault = ownFaultIn(findings, comparedFigures[figure].rankedAs);
  if (fault) return { ...place, state: 'broken', reason: `${fault.code}: ${fault.summary}` };
  const reason = whyNoFigure({ before, row, findings }, figure);
  if (reason) return { ...place, state: 'inconclusive', reason };
  const floor = noiseFloor?.scenario === scenario ? noiseFloor.shares[figure] : undefined;
  const compared = compare(place, before, row, Math.max(thresholds[figure]!, floor ?? 0));
  const memoryReadNs = otherMemory(compared.verdict, runs);
  return { ...compared, ...(memoryReadNs && { memoryReadNs }) };
}

/** Caches that cores share are other guests' too: what those take makes a server that touches much memory cost more. */
function otherMemory(
  verdict: ComparedChange['verdict'],
  runs: Sides['runs'],
): ComparedChange['memoryReadNs'] {
  const [then, now] = [runs.before?.memoryReadNs, runs.now.memoryReadNs];
  if (then === undefined || now === undefined) return undefined;
  const slower = now / then;
  const explains =
    (verdict === 'worse' && slower > OTHER_MEMORY) || (verdict === 'better' && slower < 1 / OTHER_MEMORY);
  return explains ? { then, now } : undefined;
}

function compare(place: Place, before: BaselineRow, row: BaselineRow, threshold: number): ComparedChange {
  const { figure } = place;
  const logs = ({ values }: BaselineRow) => (values[figure] ?? []).map(Math.log);
  const shift = unpairedShift(logs(row), logs(before));
  const sign = comparedFigures[figure].better === 'lower' ? 1 : -1;
  const limit = Math.log1p(threshold);
  const [certain, certainBetter] =
    sign > 0 ? [shift.low > 0, shift.high < 0] : [shift.high < 0, shift.low > 0];
  const worse = certain && sign * shift.estimate > limit;
  const better = certainBetter && sign * shift.estimate < -limit;
  return {
    ...place,
    state: 'compared',
    ratio: Math.exp(shift.estimate),
    low: Math.exp(shift.low),
    high: Math.exp(shift.high),
    confidence: shift.confidence,
    threshold,
    verdict: worse ? 'worse' : better ? 'better' : 'unchanged',
  };
}
