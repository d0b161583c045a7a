import type { MeasuredRow } from '../../../schema/report.ts';
import type { ShownRow } from '../../charts/shown-row.ts';
import type { Cell } from '../../view/cell.ts';
import { type Column, columnsOf } from '../../view/columns.ts';
import { intervalsInWords } from '../../view/intervals-in-words.ts';
import { element } from './dom.ts';
import type { View } from './view.ts';
import { wideTable } from './wide-table.ts';

type Reorder = (key: string) => void;

function header(key: string, text: string, meaning: string, view: View, reorder: Reorder): HTMLElement {
  const current = view.order === key;
  const direction = current ? (view.descending ? 'descending' : 'ascending') : undefined;
  return element(
    'th',
    { scope: 'col', 'aria-sort': direction },
    element(
      'button',
      { type: 'button', id: `order-${key}`, title: meaning, onclick: () => reorder(key) },
      text,
      element(
        'span',
        { class: 'direction', 'aria-hidden': 'true' },
        current ? (view.descending ? '▼' : '▲') : '',
      ),
    ),
  );
}

function describe(cell: Cell): { text: string; kind: string; detail: string | undefined } {
  if (cell.state === 'unavailable') return { text: 'n/a', kind: 'muted', detail: cell.reason };
  if (cell.state === 'invalidated') return { text: `[${cell.text}]`, kind: 'muted', detail: 'not ranked' };
  return { text: cell.text, kind: cell.detail ? 'words' : '', detail: cell.interval ?? cell.detail };
}

function dataCell(column: Column, row: MeasuredRow, baseline: MeasuredRow | undefined): HTMLElement {
  const { text, kind, detail } = describe(column.cell(row));
  const before = baseline && describe(column.cell(baseline)).text;
  return element(
    'td',
    { class: kind },
    text,
    detail !== undefined && element('small', {}, detail),
    before !== undefined && element('small', { class: 'before' }, `then ${before}`),
  );
}

/** A server with its cells, or why it has none. */
export function tableRow({ name, row, baseline }: ShownRow, columns: readonly Column[]): HTMLElement {
  const head = element('th', { scope: 'row' }, name);
  if (row.status === 'failed') {
    const codes = row.errors.map(({ code }) => code).join(', ');
    return element(
      'tr',
      {},
      head,
      element('td', { colspan: columns.length, class: 'failed' }, `failed: ${codes}`),
    );
  }
  return element('tr', {}, head, ...columns.map((column) => dataCell(column, row, baseline)));
}

function captionOf(rows: readonly ShownRow[]): string {
  const intervals = intervalsInWords(rows.map(({ row }) => row));
  return intervals
    ? `Below a figure stands its interval over the rounds: ${intervals}.`
    : 'No figure has an interval over the rounds: they are too few.';
}

/** Every figure of every server chosen; a column's header orders the whole page by it. */
export function figuresTable(rows: readonly ShownRow[], view: View, reorder: Reorder): HTMLElement {
  const columns = columnsOf(rows.map(({ row }) => row));
  return element(
    'section',
    { id: 'figures' },
    element('h2', {}, 'All figures'),
    wideTable('All figures', {
      caption: captionOf(rows),
      head: [
        header('label', 'Platform', 'Name of the server.', view, reorder),
        ...columns.map(({ key, header: text, meaning }) => header(key, text, meaning, view, reorder)),
      ],
      body: rows.map((row) => tableRow(row, columns)),
    }),
  );
}
