import type { RankedFigure } from '../../../schema/finding.ts';
import type { ShownRow } from '../../charts/shown-row.ts';
import { formatEvidence } from '../../format.ts';
import { toPlainText } from '../../plain-text.ts';
import { element } from './dom.ts';

const shownLimit = 6;

/** Beside a chart: why a figure in it is not ranked, with the evidence. */
export function findingNotes(rows: readonly ShownRow[], figure: RankedFigure): HTMLElement | undefined {
  const notes = rows.flatMap(({ name, row }) =>
    (row.status === 'measured' ? row.findings : [])
      .filter((finding) => finding.invalidates.includes(figure))
      .map((finding) =>
        element(
          'li',
          {},
          element('strong', {}, name),
          ' is not ranked here: ',
          element('code', {}, finding.code),
          ` (${toPlainText(formatEvidence(finding.evidence))})`,
        ),
      ),
  );
  if (notes.length === 0) return undefined;
  const rest = notes.length - shownLimit;
  return element(
    'ul',
    { class: 'notes' },
    ...notes.slice(0, shownLimit),
    rest > 0 && element('li', {}, `${rest} more: see Findings.`),
  );
}
