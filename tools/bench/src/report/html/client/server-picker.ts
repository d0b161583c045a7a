import type { Row } from '../../../schema/report.ts';
import { shorten, toPlainText } from '../../../text/plain-text.ts';
import { element } from './dom.ts';
import type { View } from './view.ts';

type Choose = (servers: View['servers']) => void;

function summaryText(view: View, rows: readonly Row[]): string {
  const names = new Set(rows.map(({ server }) => server));
  const shown = view.servers === 'all' ? names.size : view.servers.filter((name) => names.has(name)).length;
  return `Servers: ${shown} of ${names.size}`;
}

/** Which servers the page shows; with many, a filter narrows the list. */
export function serverPicker(rows: readonly Row[], view: View, choose: Choose) {
  const summary = element('summary', {}, summaryText(view, rows));
  const servers = [...new Map(rows.map((row) => [row.server, row.label]))];
  const chosen = () => boxes.filter(({ box }) => box.checked).map(({ server }) => server);
  const changed = () => choose(chosen().length === servers.length ? 'all' : chosen());
  const boxes = servers.map(([server, label]) => {
    const box = element('input', { type: 'checkbox', onchange: changed });
    box.checked = view.servers === 'all' || view.servers.includes(server);
    return { server, box, line: element('label', {}, box, shorten(toPlainText(label), 48)) };
  });
  const setAll = (checked: boolean) => {
    for (const { box, line } of boxes) if (!line.hidden) box.checked = checked;
    changed();
  };
  const filter = element('input', {
    type: 'search',
    placeholder: 'Filter',
    'aria-label': 'Filter servers',
    oninput: () => {
      for (const { line } of boxes) {
        line.hidden = !line.textContent?.toLowerCase().includes(filter.value.toLowerCase());
      }
    },
  });
  const node = element(
    'details',
    { class: 'picker', id: 'servers' },
    summary,
    element(
      'div',
      { class: 'picker-list' },
      element(
        'div',
        { class: 'picker-tools' },
        servers.length > 8 && filter,
        element('button', { type: 'button', onclick: () => setAll(true) }, 'All'),
        element('button', { type: 'button', onclick: () => setAll(false) }, 'None'),
      ),
      ...boxes.map(({ line }) => line),
    ),
  );
  return { node, update: (next: View) => summary.replaceChildren(summaryText(next, rows)) };
}
