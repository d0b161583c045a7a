import type { ShownRow } from '../../charts/shown-row.ts';
import type { Column } from '../../view/columns.ts';
import { element } from './dom.ts';
import { tableRow } from './figures-table.ts';
import { wideTable } from './wide-table.ts';

/** A table in an order of its own. */
export function plainTable(
  rows: readonly ShownRow[],
  columns: readonly Column[],
  { caption, name }: { caption: string; name: string },
): HTMLElement {
  return wideTable(name, {
    caption,
    head: [
      element('th', { scope: 'col' }, 'Platform'),
      ...columns.map(({ header, meaning }) => element('th', { scope: 'col', title: meaning }, header)),
    ],
    body: rows.map((row) => tableRow(row, columns)),
  });
}
