import type { RowComparison } from '../schema/comparison.ts';
import type { Row } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import { shorten, toPlainText } from '../text/plain-text.ts';
import { effectSizes } from './effect-size.ts';
import { type Group, groupRows, isRanked, rankingFigure } from './groups.ts';

/** Of a label within a sentence, in characters. */
export const LABEL_LIMIT = 40;

/**
 * Every comparison that a report makes: in each table all other rows with a rank against one reference, by the figure that orders the
 * table. The reference is the server named, or else the first by name of those with a rank, and never the one that came
 * out first: a winner chosen by the same rounds has had luck in them. Only rows of one run, the one with most rows, are compared.
 */
export function comparisonsOf(
  rows: readonly Row[],
  results: readonly Result[],
  named?: string,
): RowComparison[] {
  return groupRows({ rows }).flatMap((group) => comparisonsIn(group, results, named));
}

function comparisonsIn(
  { rows, runIds, scenario, launcher, cpus }: Group,
  results: readonly Result[],
  named: string | undefined,
): RowComparison[] {
  const sameRun = rows.filter((row) => row.runId === runIds[0]);
  const figure = rankingFigure(sameRun);
  const row = referenceAmong(sameRun, named);
  const reference = row && resultOf(row, results);
  if (!reference) return [];
  const subjects = sameRun
    .filter((other) => other !== row && isRanked(other))
    .flatMap((other) => resultOf(other, results) ?? []);
  const { runId } = reference;
  return effectSizes({ subjects, reference, scenario, figure }).map((effect, place) => {
    return {
      runId,
      scenario,
      launcher,
      ...(cpus !== undefined && { cpus }),
      subject: subjects[place]!.server,
      reference: reference.server,
      ...effect,
    };
  });
}

/** A server that is named and has no rank is the reference all the same: what it is compared by is then refused, with the reason. */
function referenceAmong(rows: readonly Row[], named: string | undefined): Row | undefined {
  const [firstByName] = rows.filter(isRanked).sort((a, b) => (a.server < b.server ? -1 : 1));
  return rows.find(({ server, status }) => server === named && status === 'measured') ?? firstByName;
}

function resultOf(row: Row, results: readonly Result[]): Result | undefined {
  const result = results.find(({ server, launcher, runId, cpus }) => {
    return server === row.server && launcher === row.launcher && runId === row.runId && cpus === row.cpus;
  });
  return result && { ...result, label: shorten(toPlainText(result.label), LABEL_LIMIT) };
}
