import * as Plot from '@observablehq/plot';
import { type Figure, hasInterval, isKnown } from '../../schema/figure.ts';
import { invalidates } from '../../schema/figures/read-figure.ts';
import type { RankedFigure } from '../../schema/finding.ts';
import type { MeasuredRow } from '../../schema/report.ts';
import { formatInterval, formatTick } from '../../text/format.ts';
import { absenceOf, absentMark } from './absent.ts';
import { type Canvas, type Drawing, narrowWidth, rowsPlot } from './rows-plot.ts';
import type { ShownRow } from './shown-row.ts';

export interface FigureBars {
  title: string;
  /** Of the x axis, with the unit. */
  axis: string;
  rows: readonly ShownRow[];
  read(row: MeasuredRow): Figure;
  ranked?: RankedFigure;
  format(value: number): string;
  /** Of the axis: the values' own format where it carries the unit. */
  formatTick?(value: number): string;
}

interface Bar {
  key: string;
  name: string;
  absence: string | undefined;
  median: number | undefined;
  low: number | undefined;
  high: number | undefined;
  end: number | undefined;
  ranked: boolean;
  baseline: number | undefined;
  value: string;
  interval: string | undefined;
}

function barOf(shown: ShownRow, options: FigureBars): Bar {
  const { key, name, row, baseline } = shown;
  const absence = absenceOf(shown, options.read);
  const figure = row.status === 'measured' ? options.read(row) : undefined;
  const known = figure && isKnown(figure) ? figure : undefined;
  const interval = known && hasInterval(known) ? known : undefined;
  const before = baseline && options.read(baseline);
  const ranked = !(options.ranked && row.status === 'measured' && invalidates(row, options.ranked));
  const value = known ? options.format(known.median) : '';
  return {
    key,
    name,
    absence,
    median: known?.median,
    low: ranked && interval && interval.low < interval.high ? interval.low : undefined,
    high: ranked ? interval?.high : undefined,
    end: known && Math.max(known.median, (ranked && interval?.high) || 0),
    ranked,
    baseline: before && isKnown(before) ? before.median : undefined,
    value,
    interval: interval && formatInterval(interval.low, interval.high, options.format),
  };
}

/** What stands right of a bar, as long as there is room for. */
function valueText(bar: Bar, width: number): string {
  if (!bar.ranked) return width < narrowWidth ? `[${bar.value}]` : `[${bar.value}] not ranked`;
  return bar.interval && width > 2 * narrowWidth ? `${bar.value} (${bar.interval})` : bar.value;
}

function describe(options: FigureBars, bars: readonly Bar[]): string {
  const parts = bars.slice(0, 30).map((bar) => {
    if (bar.absence) return `${bar.name} ${bar.absence}`;
    if (!bar.ranked) return `${bar.name} ${bar.value}, not ranked`;
    return `${bar.name} ${bar.value}${bar.interval ? `, interval ${bar.interval}` : ''}`;
  });
  return `${options.title}, ${options.axis}. ${parts.join('; ')}.`;
}

function marksOf(bars: readonly Bar[], width: number): Plot.Markish[] {
  const drawn = bars.filter((bar) => bar.median !== undefined);
  const whiskers = drawn.filter((bar) => bar.low !== undefined);
  const before = bars.filter((bar) => bar.baseline !== undefined);
  return [
    Plot.barX(
      drawn.filter((bar) => bar.ranked),
      { x: 'median', y: 'key', fill: 'var(--bar)', className: 'bar', rx2: 3 },
    ),
    Plot.barX(
      drawn.filter((bar) => !bar.ranked),
      {
        x: 'median',
        y: 'key',
        fill: 'none',
        stroke: 'var(--muted)',
        strokeDasharray: '3 3',
        className: 'bar',
      },
    ),
    Plot.ruleY(whiskers, {
      x1: 'low',
      x2: 'high',
      y: 'key',
      stroke: 'var(--ink)',
      strokeWidth: 1.5,
      className: 'interval',
    }),
    Plot.tickX(whiskers, { x: 'low', y: 'key', inset: 5, stroke: 'var(--ink)', strokeWidth: 1.5 }),
    Plot.tickX(whiskers, { x: 'high', y: 'key', inset: 5, stroke: 'var(--ink)', strokeWidth: 1.5 }),
    Plot.dot(
      drawn.filter((bar) => bar.ranked),
      { x: 'median', y: 'key', r: 4, fill: 'var(--accent)', stroke: 'var(--surface)', className: 'median' },
    ),
    Plot.tickX(before, {
      x: 'baseline',
      y: 'key',
      inset: -2,
      stroke: 'var(--compare)',
      strokeWidth: 2.5,
      className: 'baseline',
    }),
    Plot.text(drawn, {
      x: 'end',
      y: 'key',
      text: (bar: Bar) => valueText(bar, width),
      textAnchor: 'start',
      dx: 9,
      fill: 'var(--ink)',
      className: 'value',
    }),
    absentMark(bars),
  ];
}

/** A bar from zero to the median of one figure, with its interval drawn; in brackets what is not ranked. */
export function drawFigureBars(options: FigureBars, canvas: Canvas): Drawing {
  const { width } = canvas;
  const bars = options.rows.map((row) => barOf(row, options));
  return rowsPlot(canvas, {
    rows: options.rows,
    valueWidth: Math.max(4, ...bars.map((bar) => valueText(bar, width).length)) * 7 + 14,
    x: { label: options.axis, zero: true, nice: false, tickFormat: options.formatTick ?? formatTick },
    description: describe(options, bars),
    marks: marksOf(bars, width),
  });
}
