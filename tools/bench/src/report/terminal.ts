import { type Group, groupRows, groupTitle, orderInWords, runName, sameGroup } from '../analyse/groups.ts';
import type { Report, Row } from '../schema/report.ts';
import { byteUnitNote, nameAtLimit } from '../text/format.ts';
import { toPlainText } from '../text/plain-text.ts';
import { renderParts } from './terminal-parts.ts';
import { label, type Paint, paints, renderTables, superscript } from './terminal-table.ts';
import { type Column, columnsOf, limitedColumns } from './view/columns.ts';
import { comparabilityNote } from './view/comparability.ts';
import { curveLines, curvesOf, curveTitle } from './view/curve.ts';
import { curveColumns } from './view/curve-columns.ts';
import { type Footnote, footnotesOf } from './view/footnotes.ts';
import { intervalsInWords } from './view/intervals-in-words.ts';
import { limitedGroups, limitedTitle } from './view/limited-groups.ts';
import { runLine } from './view/provenance-lines.ts';

export interface TerminalOptions {
  /** Width of the terminal in character cells; a table that does not fit does without the spare columns, or is split in two. */
  columns?: number;
  /** Dim what is out of the ranking. Brackets show it either way. */
  color?: boolean;
}

/** In a note, which stands apart from the row. */
function nameInNote(row: Row): string {
  return nameAtLimit(label(row), row.cpus);
}

function renderFootnote(note: Footnote, paint: Paint): string {
  const entries = note.entries.flatMap(({ row, text, evidence }) => [
    `${nameInNote(row)}: ${toPlainText(text)}`,
    ...(evidence ? [paint.dim(`  ${toPlainText(evidence)}`)] : []),
  ]);
  const lines = [...entries, note.consequence, `Remedy: ${toPlainText(note.remedy)}`];
  return [
    paint.bold(`${superscript([note.number])} ${note.code}`),
    ...lines.filter((line) => line !== '').map((line) => `  ${line}`),
  ].join('\n');
}

interface Shown {
  group: Group;
  title: string;
  columns: readonly Column[];
  /** How it is to be read. */
  lines?: readonly string[];
}

/** Servers within several limits, or within one, stand in one table; what its loads show by themselves is in the other formats. */
function tablesOf(report: Report): Shown[] {
  const curves = curvesOf(report);
  const inCurves = curves.flatMap(({ parts }) => parts);
  const limited = limitedGroups(report).filter(
    ({ parts }) => !inCurves.some((inCurve) => parts.some((part) => sameGroup(part, inCurve))),
  );
  const parts = [...inCurves, ...limited.flatMap((group) => group.parts)];
  return [
    ...groupRows(report)
      .filter((group) => !parts.some((part) => sameGroup(part, group)))
      .map((group) => ({
        group,
        title: `${groupTitle(group)}, ${orderInWords(group)}`,
        columns: columnsOf(group.rows),
      })),
    ...limited.map((group) => ({
      group,
      title: limitedTitle(report, group),
      columns: limitedColumns(group.rows),
    })),
    ...curves.map((curve) => ({
      group: curve,
      title: curveTitle(report, curve),
      columns: curveColumns(report, curve),
      lines: curveLines(curve),
    })),
  ];
}

function renderGroup(
  report: Report,
  { group, title, columns, lines = [] }: Shown,
  width: number,
  paint: Paint,
): string {
  const notes = footnotesOf(group.rows);
  const bracketed = notes.some((note) => note.kind === 'finding' && note.consequence !== '');
  const severalRuns = group.runIds.length > 1;
  return [
    paint.bold(toPlainText(title)),
    renderTables(group, columns, width, paint),
    ...renderParts(group.rows),
    [
      ...lines.map(toPlainText),
      comparabilityNote(group),
      bracketed ? '[ ] is out of the ranking: see the note.' : undefined,
      ...group.runIds.map((runId, index) =>
        paint.dim(
          toPlainText(`${severalRuns ? `Run ${runName(index)}` : 'Run'} ${runId}: ${runLine(report, runId)}`),
        ),
      ),
    ]
      .filter((line) => line !== undefined)
      .join('\n'),
    ...notes.map((note) => renderFootnote(note, paint)),
  ].join('\n\n');
}

function legendOf({ rows }: Report): string {
  const intervals = intervalsInWords(rows);
  return `${intervals ? `Intervals are ${intervals}. ` : ''}${byteUnitNote}`;
}

/** The report as tables for a terminal, one for each scenario and launcher, findings below each. */
export function renderTerminal(report: Report, options: TerminalOptions = {}): string {
  const paint = paints[options.color ? 'color' : 'plain'];
  const shown = tablesOf(report);
  if (shown.length === 0) return 'The report has no rows: no server was measured.\n';
  const tables = shown.map((each) => renderGroup(report, each, options.columns ?? 160, paint));
  return `${[...tables, paint.dim(legendOf(report))].join('\n\n')}\n`;
}
