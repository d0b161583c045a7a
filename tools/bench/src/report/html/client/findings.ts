import type { Row } from '../../../schema/report.ts';
import { toPlainText } from '../../../text/plain-text.ts';
import type { ShownRow } from '../../charts/shown-row.ts';
import { type Footnote, footnotesOf } from '../../view/footnotes.ts';
import { element } from './dom.ts';

/** Servers named in one card; the raw data has the rest. */
const entryLimit = 30;

function card(note: Footnote, names: ReadonlyMap<Row, string>): HTMLElement {
  const rest = note.entries.length - entryLimit;
  return element(
    'article',
    { class: `finding ${note.kind}` },
    element('h3', {}, element('code', {}, note.code)),
    ...note.entries
      .slice(0, entryLimit)
      .flatMap(({ row, text, evidence }) => [
        element('p', {}, element('strong', {}, names.get(row)), `: ${toPlainText(text)}`),
        evidence ? element('p', { class: 'evidence' }, toPlainText(evidence)) : undefined,
      ]),
    rest > 0 && element('p', { class: 'muted' }, `and ${rest} more servers`),
    element('p', {}, element('strong', {}, 'Remedy: '), toPlainText(note.remedy)),
    note.consequence !== '' && element('p', { class: 'muted' }, note.consequence),
  );
}

/** What was found about the servers chosen: findings with evidence and remedy, and what failed. */
export function findingsSection(rows: readonly ShownRow[]): HTMLElement | undefined {
  const names = new Map(rows.map(({ row, name }) => [row, name]));
  const notes = footnotesOf(rows.map(({ row }) => row));
  if (notes.length === 0) return undefined;
  return element(
    'section',
    { id: 'findings' },
    element('h2', {}, `Findings (${notes.length})`),
    element('div', { class: 'cards' }, ...notes.map((note) => card(note, names))),
  );
}
