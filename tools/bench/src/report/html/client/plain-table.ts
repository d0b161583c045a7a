import type { ShownRow } from '../../charts/shown-row.ts';
import type { Column } from '../../view/columns.ts';
import { element } from './dom.ts';
import { tableRow } from './figures-table.ts';

/** A table in an order of its own, which scrolls within its place. */
export function plainTable(
  rows: readonly ShownRow[],
  columns: readonly Column[],
  { caption, name }: { caption: string; name: string },
): HTMLElement {
  return element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `${name}, a wide table` },
    element(
      'table',
      {},
      element('caption', {}, caption),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'col' }, 'Platform'),
          ...columns.map(({ header, meaning }) => element('th', { scope: 'col', title: meaning }, header)),
        ),
      ),
      element('tbody', {}, ...rows.map((row) => tableRow(row, columns))),
    ),
  );
}
