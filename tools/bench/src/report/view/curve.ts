import { type Group, groupRows, sameGroup } from '../../analyse/groups.ts';
import { isKnown } from '../../schema/figure.ts';
import { invalidates } from '../../schema/figures/read-figure.ts';
import type { LimitLeftOut } from '../../schema/provenance.ts';
import type { MeasuredRow, Report, Row } from '../../schema/report.ts';
import { formatCores, formatQuantity, formatTick } from '../../text/format.ts';
import { shorten, toPlainText } from '../../text/plain-text.ts';
import { limitedGroups } from './limited-groups.ts';

/** What servers do over their CPU limits: the rows of one server after those of another, the tightest limit first. */
export interface Curve extends Group {
  /** In cores, ascending; two or more. */
  limits: readonly number[];
  /** The tables that hold it by themselves: each limit, and each load of it. */
  parts: readonly Group[];
  leftOut: readonly LimitLeftOut[];
  /** Of the latency: the share of a server's own requests/s at which it was measured; absent where that was under the same load. */
  rateShare?: number;
}

/** One for each launcher and load that was measured within several limits. */
export function curvesOf(report: Report): Curve[] {
  const limited = limitedGroups(report);
  const alone = groupRows(report).filter(
    (group) => !limited.some(({ parts }) => parts.some((part) => sameGroup(part, group))),
  );
  const groups = [...limited, ...alone.map((group) => ({ ...group, parts: [group], rateShare: undefined }))];
  const byLoad = new Map<string, typeof groups>();
  for (const group of groups) {
    if (group.cpus === undefined) continue;
    const key = JSON.stringify([group.scenario, group.launcher]);
    byLoad.set(key, [...(byLoad.get(key) ?? []), group]);
  }
  return [...byLoad.values()]
    .filter((atLimits) => atLimits.length > 1)
    .map((atLimits) => {
      const [{ scenario, launcher, rateShare }] = atLimits as [(typeof groups)[number]];
      const runIds = [...new Set(atLimits.flatMap((group) => group.runIds))];
      return {
        scenario,
        launcher,
        runIds,
        rows: byServer(atLimits.flatMap(({ rows }) => rows)),
        limits: atLimits.flatMap(({ cpus }) => cpus ?? []).sort((one, other) => one - other),
        parts: atLimits.flatMap(({ parts }) => parts),
        leftOut: runIds.flatMap((runId) => report.runs[runId]?.limitsLeftOut ?? []),
        ...(rateShare !== undefined && { rateShare }),
      };
    });
}

/** Servers in the order of the first table, which is that of the tightest limit. */
function byServer(rows: readonly Row[]): Row[] {
  const servers = [...new Set(rows.map(serverOf))];
  return [...rows].sort(
    (one, other) =>
      servers.indexOf(serverOf(one)) - servers.indexOf(serverOf(other)) ||
      (one.cpus ?? 0) - (other.cpus ?? 0),
  );
}

/** What one line of a curve is of. */
export function serverOf({ server, runId }: Row): string {
  return JSON.stringify([server, runId]);
}

/** Whether the requests/s of a row are what its server can do: its CPU or its limit sets them, and no finding takes them out. */
export function isCapacity(row: MeasuredRow): boolean {
  const by = row.bound?.by;
  return (by === 'server-limit' || by === 'server-cpu') && !invalidates(row, 'requestsPerSecond');
}

/** A heading: `0.05 to 1 core and 256m of memory each, launcher process; …`. */
export function curveTitle(
  { runs }: Report,
  { limits, launcher, runIds, rateShare, scenario }: Curve,
): string {
  const memory = runs[runIds[0]!]?.options.memory;
  const between = `${formatTick(limits[0]!)} to ${formatCores(limits.at(-1)!)}`;
  const latency =
    rateShare === undefined
      ? `scenario ${scenario}`
      : `latency at ${rateShare * 100} % of each server's own requests/s`;
  return `CPU limits from ${between}${memory !== undefined ? `, ${memory} of memory each` : ''}, launcher ${launcher}; ${latency}`;
}

/** What a table or chart of a curve needs to be read. */
export function curveLines(curve: Curve): string[] {
  const isBracketed = curve.rows.some((row) => row.status === 'measured' && !isCapacity(row));
  return [
    ...scaledDown(curve),
    ...(isBracketed
      ? ['Requests/s in brackets are not the capacity of the server: "Bound by" says what set them.']
      : []),
    ...curve.leftOut.map(({ cpus, reason }) => `${formatCores(cpus)}: left out, ${reason}.`),
  ];
}

/** What each server keeps of its requests/s from the widest limit at which all have a capacity down to the tightest one. */
function scaledDown({ rows, limits }: Curve): string[] {
  const capacity = new Map<string, number>();
  for (const row of rows) {
    if (row.status === 'failed' || !isCapacity(row) || !isKnown(row.requestsPerSecond)) continue;
    capacity.set(JSON.stringify([serverOf(row), row.cpus]), row.requestsPerSecond.median);
  }
  const of = (row: Row, cpus: number) => capacity.get(JSON.stringify([serverOf(row), cpus]));
  const [tightest] = limits as [number];
  const servers = rows.filter((row) => row.cpus === tightest && of(row, tightest) !== undefined);
  const widest = limits.findLast((cpus) => servers.every((row) => of(row, cpus) !== undefined));
  if (servers.length === 0 || widest === undefined || widest === tightest) return [];
  const kept = servers.map(
    (row) =>
      `${shorten(toPlainText(row.label), 40)} ${formatQuantity((100 * of(row, tightest)!) / of(row, widest)!)} %`,
  );
  return [
    `With ${formatCores(tightest)} in place of ${formatTick(widest)}, ${formatQuantity((100 * tightest) / widest)} % of the CPU, ` +
      `servers keep of their requests/s: ${kept.join(', ')}.`,
  ];
}
