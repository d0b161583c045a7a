import type { ShownRow } from '../../charts/shown-row.ts';
import { partsTable, redirectLines } from '../../view/parts.ts';
import { element } from './dom.ts';
import { wideTable } from './wide-table.ts';

/** What the loads of the servers chosen are made of, where their scripts make several parts, and the redirects in them. */
export function partsSection(shown: readonly ShownRow[]): HTMLElement | undefined {
  const rows = shown.map(({ row }) => row);
  const table = partsTable(rows);
  const redirects = redirectLines(rows);
  if (table === undefined && redirects.length === 0) return undefined;
  return element(
    'section',
    { id: 'parts' },
    element('h2', {}, 'Parts of the load'),
    ...redirects.map((line) => element('p', {}, line)),
    table &&
      wideTable('Parts of the load', {
        head: table.head.map((name) => element('th', { scope: 'col' }, name)),
        body: table.body.map(([name, ...cells]) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, name),
            ...cells.map((cell) => element('td', {}, cell)),
          ),
        ),
      }),
  );
}
