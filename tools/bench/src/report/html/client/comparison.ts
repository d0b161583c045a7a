import { type Figure, hasInterval, isKnown } from '../../../schema/figure.ts';
import { readFigure } from '../../../schema/figures/read-figure.ts';
import { allFigures, type NamedFigure } from '../../../schema/figures/registry.ts';
import type { MeasuredRow, Report } from '../../../schema/report.ts';
import { formatOf } from '../../../text/format.ts';
import { toPlainText } from '../../../text/plain-text.ts';
import type { ShownRow } from '../../charts/shown-row.ts';
import { element } from './dom.ts';
import { wideTable } from './wide-table.ts';

export interface Baseline {
  /** Name of the file that the reader chose. */
  name: string;
  report: Report;
}

const compared = allFigures.filter(({ overRuns, column }) => overRuns && column);

function readOf(row: MeasuredRow, definition: NamedFigure): Figure {
  return readFigure(row, definition) ?? { unavailable: 'the report has no such figure' };
}

function machinesOf(report: Report): Set<string> {
  return new Set(Object.values(report.runs).map(({ machine }) => machine.fingerprint));
}

/** Results of different runs get no "x % faster": only whether their intervals meet. */
function verdict(now: Figure, then: Figure): string {
  if (!hasInterval(now) || !hasInterval(then)) return '';
  if (now.low > then.high) return 'higher, intervals apart';
  if (now.high < then.low) return 'lower, intervals apart';
  return 'intervals overlap';
}

function cell(now: Figure, then: Figure, format: (value: number) => string): HTMLElement {
  const text = (figure: Figure) => (isKnown(figure) ? format(figure.median) : 'n/a');
  return element('td', {}, `${text(then)} → ${text(now)}`, element('small', {}, verdict(now, then)));
}

/** This report beside another, which was measured in another run. */
export function comparisonSection(
  report: Report,
  rows: readonly ShownRow[],
  baseline: Baseline,
): HTMLElement {
  const other = machinesOf(baseline.report);
  const sameMachine = [...machinesOf(report)].every((fingerprint) => other.has(fingerprint));
  const body = rows.flatMap(({ name, row, baseline: then }) =>
    row.status === 'measured' && then
      ? [
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, name),
            ...compared.map((definition) =>
              cell(readOf(row, definition), readOf(then, definition), formatOf(definition.unit)),
            ),
          ),
        ]
      : [],
  );
  const missing = rows.filter((row) => !row.baseline).map(({ name }) => name);
  return element(
    'section',
    { id: 'comparison' },
    element('h2', {}, `Compared with ${toPlainText(baseline.name)}`),
    element(
      'p',
      { class: 'warning' },
      sameMachine
        ? 'The two were not measured side by side: the machine may have changed between them.'
        : 'The two come from different machines: their figures must not be compared.',
    ),
    body.length > 0 &&
      wideTable('Comparison', {
        caption: 'Medians, then → now, and whether the intervals meet.',
        head: ['Platform', ...compared.map(({ column }) => column?.header ?? '')].map((text) =>
          element('th', { scope: 'col' }, text),
        ),
        body,
      }),
    missing.length > 0 &&
      element(
        'p',
        { class: 'muted' },
        `Not measured there: ${missing.slice(0, 20).join(', ')}${missing.length > 20 ? ', …' : ''}.`,
      ),
  );
}
