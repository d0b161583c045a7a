import Table from 'cli-table3';
import { type Group, groupRows, groupTitle, orderInWords, runName, sameGroup } from '../analyse/groups.ts';
import type { Report, Row } from '../schema/report.ts';
import { byteUnitNote } from '../text/format.ts';
import { shorten, toPlainText } from '../text/plain-text.ts';
import type { Cell } from './view/cell.ts';
import { type Column, columnsOf, limitedColumns } from './view/columns.ts';
import { comparabilityNote } from './view/comparability.ts';
import { type Footnote, footnotesOf, numbersOf } from './view/footnotes.ts';
import { intervalsInWords } from './view/intervals-in-words.ts';
import { limitedGroups, limitedTitle } from './view/limited-groups.ts';
import { runLine } from './view/provenance-lines.ts';

export interface TerminalOptions {
  /** Width of the terminal in character cells; a table that does not fit does without the spare columns, or is split in two. */
  columns?: number;
  /** Dim what is out of the ranking. Brackets show it either way. */
  color?: boolean;
}

const labelLimit = 28;
const borderless = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
  mid: '',
  'mid-mid': '',
};

interface Layout {
  intervals: boolean;
  /** Character cells between two columns. */
  gap: number;
}

const layouts: readonly Layout[] = [
  { intervals: true, gap: 2 },
  { intervals: false, gap: 2 },
  { intervals: false, gap: 1 },
];

interface Paint {
  dim(text: string): string;
  bold(text: string): string;
}

const paints: Record<'color' | 'plain', Paint> = {
  color: { dim: (text) => `\u001b[2m${text}\u001b[22m`, bold: (text) => `\u001b[1m${text}\u001b[22m` },
  plain: { dim: (text) => text, bold: (text) => text },
};

function superscript(numbers: readonly number[]): string {
  return numbers
    .map((number) => [...String(number)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join(''))
    .join(' ');
}

function renderCell(cell: Cell, withInterval: boolean, paint: Paint): string {
  if (cell.state === 'unavailable') return paint.dim('–');
  if (cell.state === 'invalidated') return paint.dim(`[${cell.text}]`);
  return withInterval && cell.interval ? `${cell.text} (${cell.interval})` : cell.text;
}

function label(row: Row): string {
  return shorten(toPlainText(row.label), labelLimit);
}

function nameOf(row: Row, notes: readonly Footnote[]): string {
  return `${label(row)} ${superscript(numbersOf(row, notes))}`.trimEnd();
}

function renderTable(group: Group, shown: readonly Column[], layout: Layout, paint: Paint): string {
  const notes = footnotesOf(group.rows);
  const severalRuns = group.runIds.length > 1;
  const heads = ['Platform', ...(severalRuns ? ['Run'] : []), ...shown.map((column) => column.header)];
  const table = new Table({
    head: heads.map((head) => paint.bold(head.replace(' (', '\n('))),
    chars: borderless,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': layout.gap },
    colAligns: heads.map((head) => (head === 'Platform' || head === 'Run' ? 'left' : 'right')),
  });
  for (const row of group.rows) {
    const first = [nameOf(row, notes), ...(severalRuns ? [runName(group.runIds.indexOf(row.runId))] : [])];
    if (row.status === 'failed') {
      const codes = row.errors.map((error) => error.code).join(', ');
      table.push([...first, { content: `failed: ${codes}`, colSpan: shown.length, hAlign: 'left' }]);
    } else {
      table.push([
        ...first,
        ...shown.map((column) =>
          renderCell(column.cell(row), layout.intervals && column.showInterval === true, paint),
        ),
      ]);
    }
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: matches the escape sequences that Paint writes
const escapes = /\u001b\[\d+m/g;

function fits(text: string, width: number): boolean {
  return text.split('\n').every((line) => line.replace(escapes, '').length <= width);
}

/** The roomiest layout that fits; the last where none does. */
function renderFitting(group: Group, shown: readonly Column[], width: number, paint: Paint): string {
  const tables = layouts.map((layout) => renderTable(group, shown, layout, paint));
  return tables.find((table) => fits(table, width)) ?? (tables.at(-1) as string);
}

function renderTables(group: Group, all: readonly Column[], width: number, paint: Paint): string {
  const roomy = renderTable(group, all, layouts[0] as Layout, paint);
  if (fits(roomy, width)) return roomy;
  const columns = all.filter(({ spare }) => !spare);
  const whole = renderFitting(group, columns, width, paint);
  if (fits(whole, width)) return whole;
  return (['load', 'footprint'] as const)
    .map((part) =>
      renderFitting(
        group,
        columns.filter((column) => column.part === part),
        width,
        paint,
      ),
    )
    .join('\n\n');
}

function renderFootnote(note: Footnote, paint: Paint): string {
  const entries = note.entries.flatMap(({ row, text, evidence }) => [
    `${label(row)}: ${toPlainText(text)}`,
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
}

/** Servers within a limit stand in one table; what its loads show by themselves is in the other formats. */
function tablesOf(report: Report): Shown[] {
  const limited = limitedGroups(report);
  const parts = limited.flatMap((group) => group.parts);
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
  ];
}

function renderGroup(report: Report, { group, title, columns }: Shown, width: number, paint: Paint): string {
  const notes = footnotesOf(group.rows);
  const bracketed = notes.some((note) => note.kind === 'finding' && note.consequence !== '');
  const severalRuns = group.runIds.length > 1;
  return [
    paint.bold(toPlainText(title)),
    renderTables(group, columns, width, paint),
    [
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
