import { isKnown } from '../schema/figure.ts';
import { invalidates } from '../schema/figures/read-figure.ts';
import type { ComparedFigureName } from '../schema/figures/registry.ts';
import { scenarioOf, workloadOf } from '../schema/load-name.ts';
import type { MeasuredRow, Row, RowCapacity } from '../schema/report.ts';
import { nameAtLimit } from '../text/format.ts';
import { generatorOf, nameWithVersion } from './generator-of.ts';

/** The rows that belong in one table: one scenario under one launcher, within one CPU limit, best first. */
export interface Group {
  scenario: string;
  launcher: string;
  /** Of a run that has several. */
  cpus?: number | undefined;
  /** Run ids of the rows, the one with most rows first; more than one must not be compared. */
  runIds: string[];
  rows: Row[];
}

/** What rows are ordered by, least first; infinity for a row that has no rank. */
export function rankOf(row: Row): number {
  if (row.status === 'failed') return Number.POSITIVE_INFINITY;
  if (row.capacity) return capacityRankOf(row, row.capacity);
  if (row.generator) return rateRankOf(row);
  if (invalidates(row, 'cpuMicrosPerRequest')) return Number.POSITIVE_INFINITY;
  return isKnown(row.cpuMicrosPerRequest) ? row.cpuMicrosPerRequest.median : Number.POSITIVE_INFINITY;
}

/** The greatest capacity first. CPU per request depends on the rate, which here differs from server to server. */
function capacityRankOf(row: MeasuredRow, capacity: RowCapacity): number {
  if (capacity.state !== 'found' || invalidates(row, 'capacity')) return Number.POSITIVE_INFINITY;
  return isKnown(capacity.requestsPerSecond) ? -capacity.requestsPerSecond.median : Number.POSITIVE_INFINITY;
}

/** The highest rate first: another generator than k6 is there to find it. */
function rateRankOf(row: MeasuredRow): number {
  if (invalidates(row, 'requestsPerSecond')) return Number.POSITIVE_INFINITY;
  return isKnown(row.requestsPerSecond) ? -row.requestsPerSecond.median : Number.POSITIVE_INFINITY;
}

/** It has a number that is worth a place in the order. */
export function isRanked(row: Row): row is MeasuredRow {
  return row.status === 'measured' && Number.isFinite(rankOf(row));
}

/** The figure that the rows of a table are ordered by. */
export function rankingFigure(rows: readonly Row[]): ComparedFigureName {
  if (searchesCapacity(rows)) return 'capacityRequestsPerSecond';
  return generatorOf(rows) ? 'requestsPerSecond' : 'cpuMicrosPerRequest';
}

/** What the rows of a table are ordered by, in words. */
export function orderInWords({ rows }: Pick<Group, 'rows'>): string {
  if (searchesCapacity(rows)) return 'greatest capacity first';
  const generator = generatorOf(rows);
  return generator
    ? `loaded by ${nameWithVersion(generator)}, most requests/s first`
    : 'least CPU per request first';
}

export function searchesCapacity(rows: readonly Row[]): boolean {
  return rows.some((row) => row.status === 'measured' && row.capacity !== undefined);
}

function orderOf(row: Row): number {
  return row.status === 'failed' ? 1 : 0;
}

function runIdsByCount(rows: Row[]): string[] {
  const counts = new Map<string, number>();
  for (const { runId } of rows) counts.set(runId, (counts.get(runId) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([runId]) => runId);
}

function sortRows(rows: Row[], runIds: string[]): Row[] {
  const compareRank = (a: number, b: number) => (a === b ? 0 : a - b);
  return [...rows].sort(
    (a, b) =>
      runIds.indexOf(a.runId) - runIds.indexOf(b.runId) ||
      compareRank(rankOf(a), rankOf(b)) ||
      orderOf(a) - orderOf(b) ||
      a.label.localeCompare(b.label),
  );
}

/** What tells tables apart. */
export type GroupIdentity = Pick<Group, 'scenario' | 'launcher' | 'cpus'>;

export function sameGroup(one: GroupIdentity, other: GroupIdentity): boolean {
  return one.scenario === other.scenario && one.launcher === other.launcher && one.cpus === other.cpus;
}

/** A heading: `Scenario closed, workload quote, launcher process, at 0.05 cores`. */
export function groupTitle({ scenario, launcher, cpus }: GroupIdentity): string {
  const workload = workloadOf(scenario);
  const asked = workload === undefined ? '' : `, workload ${workload}`;
  return nameAtLimit(
    `Scenario ${scenarioOf(scenario)}${asked}, launcher ${launcher}${cpus === undefined ? '' : ','}`,
    cpus,
  );
}

/** Rows by scenario, launcher and limit, in the report's order, the tightest limit first; within a run by CPU time per request. */
export function groupRows(report: { rows: readonly Row[] }): Group[] {
  const groups = new Map<string, Row[]>();
  for (const row of report.rows) {
    const key = JSON.stringify([row.scenario, row.launcher, row.cpus]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()]
    .map((rows) => {
      const runIds = runIdsByCount(rows);
      const { scenario, launcher, cpus } = rows[0] as Row;
      return {
        scenario,
        launcher,
        ...(cpus !== undefined && { cpus }),
        runIds,
        rows: sortRows(rows, runIds),
      };
    })
    .sort((one, other) => (one.cpus ?? 0) - (other.cpus ?? 0));
}

/** `A`, `B`, … `Z`, `AA`: how a run is called in a table. */
export function runName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : runName(Math.floor(index / 26) - 1) + letter;
}
