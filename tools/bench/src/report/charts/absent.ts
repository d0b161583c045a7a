import * as Plot from '@observablehq/plot';
import { type Figure, isKnown } from '../../schema/figure.ts';
import { shorten } from '../../text/plain-text.ts';
import type { ShownRow } from './shown-row.ts';

/** Why a row has nothing drawn: it failed, or its figure could not be measured. */
export function absenceOf(
  { row }: ShownRow,
  read: (row: ShownRow['row'] & { status: 'measured' }) => Figure,
): string | undefined {
  if (row.status === 'failed') return `failed: ${row.errors.map(({ code }) => code).join(', ')}`;
  const figure = read(row);
  return isKnown(figure) ? undefined : `not measured: ${shorten(figure.unavailable, 60)}`;
}

/** That reason as text where the bar would start. */
export function absentMark(rows: readonly { key: string; absence: string | undefined }[]): Plot.Markish {
  return Plot.text(
    rows.filter(({ absence }) => absence !== undefined),
    {
      frameAnchor: 'left',
      y: 'key',
      text: 'absence',
      textAnchor: 'start',
      dx: 6,
      fill: 'var(--muted)',
      fontStyle: 'italic',
    },
  );
}
