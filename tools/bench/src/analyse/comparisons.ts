import type { RowComparison } from '../schema/comparison.ts';
import type { Row } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import { shorten, toPlainText } from '../text/plain-text.ts';
import { effectSize } from './effect-size.ts';
import { type Group, groupRows, isRanked, rankingFigure } from './groups.ts';

/** Of a label within a sentence, in characters. */
export const LABEL_LIMIT = 40;

/**
 * Every comparison that a report makes: in each table its first row is the reference of every other one that has a rank, by the
 * figure that orders the table. Only rows of one run, the one with most rows, are compared.
 */
export function comparisonsOf(rows: readonly Row[], results: readonly Result[]): RowComparison[] {
  return groupRows({ rows }).flatMap((group) => comparisonsIn(group, results));
}

function comparisonsIn(
  { rows, runIds, scenario, launcher }: Group,
  results: readonly Result[],
): RowComparison[] {
  const sameRun = rows.filter((row) => row.runId === runIds[0]);
  const figure = rankingFigure(sameRun);
  const [first, ...others] = sameRun.filter(isRanked);
  const reference = first && resultOf(first, results);
  if (!reference) return [];
  return others.flatMap((row) => {
    const subject = resultOf(row, results);
    if (!subject) return [];
    const effect = effectSize({ subject, reference, scenario, figure });
    const { runId } = reference;
    return [{ runId, scenario, launcher, subject: subject.server, reference: reference.server, ...effect }];
  });
}

function resultOf(row: Row, results: readonly Result[]): Result | undefined {
  const result = results.find(({ server, launcher, runId }) => {
    return server === row.server && launcher === row.launcher && runId === row.runId;
  });
  return result && { ...result, label: shorten(toPlainText(result.label), LABEL_LIMIT) };
}
