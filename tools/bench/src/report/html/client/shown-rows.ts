import { generatorOf } from '../../../analyse/generator-of.ts';
import { type Group, groupRows, runName, sameGroup, searchesCapacity } from '../../../analyse/groups.ts';
import { isKnown } from '../../../schema/figure.ts';
import { isInvalid, readFigure } from '../../../schema/figures/read-figure.ts';
import { allFigures } from '../../../schema/figures/registry.ts';
import type { MeasuredRow, Report, Row } from '../../../schema/report.ts';
import { shorten, toPlainText } from '../../../text/plain-text.ts';
import type { ShownRow } from '../../charts/shown-row.ts';
import type { View } from './view.ts';

export function groupOf(report: Report, view: View): Group | undefined {
  const groups = groupRows(report);
  const fits = (group: Group) =>
    (!view.scenario || group.scenario === view.scenario) &&
    (!view.launcher || group.launcher === view.launcher);
  const atLimit = (group: Group) => !view.cpus || String(group.cpus) === view.cpus;
  return (
    groups.find((group) => fits(group) && atLimit(group)) ??
    groups.find(fits) ??
    groups.find((group) => group.scenario === view.scenario) ??
    groups[0]
  );
}

/** The number that orders a row, or undefined where it has none or a finding says that it means nothing. */
function orderValue(row: Row, key: string): number | undefined {
  if (row.status === 'failed') return undefined;
  if (key === 'failedRequests') return row.failedRequests;
  const name = key === 'size' ? (isKnown(row.imageBytes) ? 'imageBytes' : 'artifactBytes') : key;
  const definition = allFigures.find((candidate) => candidate.key === name);
  if (!definition || isInvalid(row, definition)) return undefined;
  const figure = readFigure(row, definition);
  return figure && isKnown(figure) ? figure.median : undefined;
}

function compare(a: ShownRow, b: ShownRow, view: View): number {
  if (view.order === 'label') return a.name.localeCompare(b.name) * (view.descending ? -1 : 1);
  const [left, right] = [orderValue(a.row, view.order), orderValue(b.row, view.order)];
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined);
  return (left - right) * (view.descending ? -1 : 1);
}

function baselineOf(row: Row, baseline: Report | undefined): MeasuredRow | undefined {
  const same = baseline?.rows.find((other) => other.server === row.server && sameGroup(other, row));
  return same?.status === 'measured' ? same : undefined;
}

export function shownRows(group: Group, view: View, baseline: Report | undefined): ShownRow[] {
  // The page's first order is CPU per request, which is not what the capacity or saturation is measured for.
  const ranksRates = searchesCapacity(group.rows) || generatorOf(group.rows) !== undefined;
  const asTheyAre = ranksRates && view.order === 'cpuMicrosPerRequest' && !view.descending;
  return inOwnOrder(group, view)
    .map((shown) => ({ ...shown, baseline: baselineOf(shown.row, baseline) }))
    .sort((a, b) => (asTheyAre ? 0 : compare(a, b, view)));
}

/** The rows of the servers chosen, in the order of their table. */
export function inOwnOrder({ rows, runIds }: Pick<Group, 'rows' | 'runIds'>, view: View): ShownRow[] {
  return rows
    .filter((row) => view.servers === 'all' || view.servers.includes(row.server))
    .map((row) => {
      const label = shorten(toPlainText(row.label), 48);
      return {
        key: JSON.stringify([row.server, row.runId, row.cpus]),
        name: runIds.length > 1 ? `${label} (run ${runName(runIds.indexOf(row.runId))})` : label,
        row,
        baseline: undefined,
      };
    });
}
