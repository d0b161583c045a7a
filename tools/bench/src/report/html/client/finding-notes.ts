import type { Finding, RankedFigure } from '../../../schema/finding.ts';
import { formatEvidence } from '../../../text/format.ts';
import { toPlainText } from '../../../text/plain-text.ts';
import type { ShownRow } from '../../charts/shown-row.ts';
import { element } from './dom.ts';

interface Held {
  name: string;
  finding: Finding;
}

/** Servers named in one note; Findings has more. */
const nameLimit = 8;

function note(code: string, held: readonly Held[]): HTMLElement {
  const names = held.slice(0, nameLimit).map(({ name }) => name);
  const rest = held.length - names.length;
  const listed = rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
  return element(
    'details',
    { open: held.length === 1 },
    element('summary', {}, element('code', {}, code), ' Not ranked here: ', element('strong', {}, listed)),
    ...held
      .slice(0, nameLimit)
      .map(({ name, finding }) =>
        element('p', {}, element('strong', {}, name), `: ${toPlainText(formatEvidence(finding.evidence))}`),
      ),
  );
}

/** Beside a chart: why a figure in it is not ranked, with the evidence. */
export function findingNotes(rows: readonly ShownRow[], figure: RankedFigure): HTMLElement | undefined {
  const byCode = new Map<string, Held[]>();
  for (const { name, row } of rows) {
    for (const finding of row.status === 'measured' ? row.findings : []) {
      if (!finding.invalidates.includes(figure)) continue;
      byCode.set(finding.code, [...(byCode.get(finding.code) ?? []), { name, finding }]);
    }
  }
  if (byCode.size === 0) return undefined;
  return element('div', { class: 'notes' }, ...[...byCode].map(([code, held]) => note(code, held)));
}
