import { toPlainText } from '../../plain-text.ts';
import { footnotesOf } from '../../view/footnotes.ts';
import type { Group } from '../../view/groups.ts';
import { element } from './dom.ts';
import type { ShownRow } from './shown-rows.ts';

/** What was found about the servers chosen: findings with evidence and remedy, and what failed. */
export function findingsSection(group: Group, rows: readonly ShownRow[]): HTMLElement | undefined {
  const names = new Map(rows.map(({ row, name }) => [row, name]));
  const notes = footnotesOf({ ...group, rows: rows.map(({ row }) => row) });
  if (notes.length === 0) return undefined;
  const cards = notes.map((note) =>
    element(
      'article',
      { class: note.row.status === 'failed' ? 'finding bad' : 'finding' },
      element('h3', {}, names.get(note.row), ' ', element('code', {}, note.code)),
      element('p', {}, toPlainText(note.text)),
      note.evidence !== '' && element('p', { class: 'evidence' }, toPlainText(note.evidence)),
      element('p', {}, element('strong', {}, 'Remedy: '), toPlainText(note.remedy)),
      note.consequence !== '' && element('p', { class: 'muted' }, note.consequence),
    ),
  );
  return element(
    'section',
    { id: 'findings' },
    element('h2', {}, `Findings (${notes.length})`),
    element('div', { class: 'cards' }, ...cards),
  );
}
