import type { RevisionComparison } from '../../schema/revision-comparison.ts';
import { alignedLines } from '../../text/aligned-lines.ts';
import { toPlainText } from '../../text/plain-text.ts';
import { figureRow, intervalsInWords, serverInWords, sideInWords } from './words.ts';

/** The comparison as lines of text. */
export function renderComparison(comparison: RevisionComparison): string {
  const { base, head, servers, notes, run } = comparison;
  const intervals = intervalsInWords(comparison);
  return [
    `${sideInWords(head)} against ${sideInWords(base)}`,
    ...servers.flatMap((server) => [
      '',
      ...serverInWords(server).split('\n').map(toPlainText),
      ...(server.state === 'compared' ? table(server.figures.map(figureRow).map(cellsOf)) : []),
      ...(server.state === 'compared'
        ? server.findings.map(({ side, scenario, code, summary }) =>
            toPlainText(`  ${code} (${side}, ${scenario}): ${summary}`),
          )
        : []),
    ]),
    '',
    ...(intervals ? [intervals] : []),
    ...(run ? [`Measured for ${seconds(run.spentMs)} of ${seconds(run.budgetMs)}, seed ${run.seed}.`] : []),
    ...notes.map(({ code, message, fix }) => toPlainText(`${code}: ${message}. ${fix}`)),
    '',
    `${comparison.verdict.toUpperCase()}: ${toPlainText(comparison.sentence)}`,
  ].join('\n');
}

export const seconds = (ms: number) => `${(ms / 1000).toFixed(0)} s`;

function cellsOf(row: ReturnType<typeof figureRow>): string[] {
  return [row.figure, row.base, row.head, row.ratio, row.verdict];
}

function table(rows: readonly string[][]): string[] {
  const all = [['', 'base', 'head', 'head / base', ''], ...rows];
  return alignedLines(all, [0, 4]).map((line) => `  ${line}`);
}
