import * as Plot from '@observablehq/plot';
import { shorten } from '../../text/plain-text.ts';
import { asImage, type Drawing } from './as-image.ts';
import type { ShownRow } from './shown-row.ts';

export const rowHeight = 30;
/** Below this width, px, values are shown without their words. */
export const narrowWidth = 460;

export type { Drawing };

/** Where a drawing is made: how wide, and in which document when there is no browser. */
export interface Canvas {
  width: number;
  // biome-ignore lint/suspicious/noExplicitAny: the browser's Document, or one of the same shape outside it
  document?: any;
}

interface RowsPlotOptions {
  rows: readonly ShownRow[];
  /** Room for the value that stands right of a bar, px. */
  valueWidth: number;
  x: Plot.ScaleOptions & { tickFormat: (value: number) => string };
  /** The whole chart in words, for those who do not see it. */
  description: string;
  marks: Plot.Markish[];
}

/** The room that names need, up to a third of the width, px. */
function nameWidth(rows: readonly ShownRow[], width: number): number {
  const longest = Math.max(4, ...rows.map(({ name }) => [...name].length));
  return Math.round(Math.min(longest * 8 + 14, width * 0.36));
}

/** One line for each server, names left, a common x axis. */
export function rowsPlot({ width, document }: Canvas, options: RowsPlotOptions): Drawing {
  const { rows } = options;
  const marginLeft = nameWidth(rows, width);
  const names = new Map(rows.map(({ key, name }) => [key, shorten(name, Math.floor(marginLeft / 7.6))]));
  const drawing = Plot.plot({
    document,
    width,
    height: rows.length * rowHeight + 44,
    marginLeft,
    marginRight: options.valueWidth,
    marginTop: 6,
    marginBottom: 38,
    style: { background: 'none', fontFamily: 'inherit', fontSize: '13px', overflow: 'visible' },
    x: options.x,
    y: { domain: rows.map(({ key }) => key), label: null, padding: 0.3 },
    marks: [
      Plot.axisY({
        className: 'names',
        tickSize: 0,
        tickFormat: (key: string) => names.get(key) ?? '',
        fill: 'var(--ink)',
        fontSize: 13,
      }),
      Plot.gridX({ stroke: 'var(--line)', strokeOpacity: 1, ticks: Math.max(2, Math.floor(width / 130)) }),
      Plot.axisX({
        ticks: Math.max(2, Math.floor(width / 130)),
        tickSize: 0,
        tickFormat: options.x.tickFormat,
        fill: 'var(--muted)',
        fontSize: 12,
        labelArrow: 'none',
      }),
      ...options.marks,
    ],
  });
  return asImage(drawing as unknown as Drawing, options.description);
}
