import Table from 'cli-table3';
import { type Group, runName } from '../analyse/groups.ts';
import type { Row } from '../schema/report.ts';
import { shorten, toPlainText } from '../text/plain-text.ts';
import type { Cell } from './view/cell.ts';
import type { Column } from './view/columns.ts';
import { type Footnote, footnotesOf, numbersOf } from './view/footnotes.ts';

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

export interface Paint {
  dim(text: string): string;
  bold(text: string): string;
}

export const paints: Record<'color' | 'plain', Paint> = {
  color: { dim: (text) => `\u001b[2m${text}\u001b[22m`, bold: (text) => `\u001b[1m${text}\u001b[22m` },
  plain: { dim: (text) => text, bold: (text) => text },
};

export function superscript(numbers: readonly number[]): string {
  return numbers
    .map((number) => [...String(number)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join(''))
    .join(' ');
}

function renderCell(cell: Cell, withInterval: boolean, paint: Paint): string {
  if (cell.state === 'unavailable') return paint.dim('–');
  if (cell.state === 'invalidated') return paint.dim(`[${cell.text}]`);
  return withInterval && cell.interval ? `${cell.text} (${cell.interval})` : cell.text;
}

export function label(row: Row): string {
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

/** One table, or two where one does not fit into `width` character cells. */
export function renderTables(group: Group, all: readonly Column[], width: number, paint: Paint): string {
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
