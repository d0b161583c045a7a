import * as Plot from '@observablehq/plot';
import { type Figure, isKnown } from '../../schema/figure.ts';
import { invalidates } from '../../schema/figures/read-figure.ts';
import type { RankedFigure } from '../../schema/finding.ts';
import type { MeasuredRow } from '../../schema/report.ts';
import { formatCores, formatTick } from '../../text/format.ts';
import { shorten, toPlainText } from '../../text/plain-text.ts';
import { boundWords } from '../view/bound-cell.ts';
import { type Curve, isCapacity, serverOf } from '../view/curve.ts';
import { asImage } from './as-image.ts';
import { type Canvas, type Drawing, narrowWidth } from './rows-plot.ts';

export interface CurveLines {
  title: string;
  curve: Curve;
  read(row: MeasuredRow): Figure | undefined;
  /** Of the values. */
  format(value: number): string;
  /** Of the axis: the values' own format where it carries the unit. */
  formatTick?(value: number): string;
  /** Whether it depends on what the load is bounded by: a point that the server does not set is no part of its line. */
  isOfLoad: boolean;
  /** Nor is one that a finding makes meaningless. */
  invalidatedAs?: RankedFigure;
}

interface Point {
  name: string;
  color: string;
  symbol: string | undefined;
  cpus: number;
  value: number;
  /** Why it is no part of the line: what bounds it, where that is not the server. */
  besides: string | undefined;
}

/** Filled and hollow ones can be told from one another, and all of them without their colours. */
const symbols = ['circle', 'square', 'triangle', 'diamond', 'star', 'wye', 'cross', 'diamond2'] as const;
/** More lines than there are colours could not be told apart; the table has all. */
export const seriesLimit = symbols.length;

/** How the points are to be read. */
export const CURVE_LEGEND =
  'A hollow point is in no line: what it is named by sets it and not the server, or a finding makes it meaningless.';

const margins = { top: 22, bottom: 40, left: 62 };
const labelHeight = 15;

interface Series {
  name: string;
  points: Point[];
}

function whyBesides(row: MeasuredRow, { isOfLoad, invalidatedAs }: CurveLines): string | undefined {
  const by = row.bound?.by ?? 'unknown';
  if (isOfLoad && !isCapacity(row)) return by.startsWith('server') ? 'not ranked' : boundWords[by];
  return invalidatedAs && invalidates(row, invalidatedAs) ? 'not ranked' : undefined;
}

function seriesOf(options: CurveLines): Series[] {
  const { curve, read } = options;
  const servers = [...new Map(curve.rows.map((row) => [serverOf(row), row])).values()];
  return servers.slice(0, seriesLimit).map((first, index) => {
    const name = shorten(toPlainText(first.label), 40);
    const points = curve.rows.flatMap((row): Point[] => {
      if (serverOf(row) !== serverOf(first) || row.status === 'failed' || row.cpus === undefined) return [];
      const figure = read(row);
      // A logarithmic axis has no zero.
      if (figure === undefined || !isKnown(figure) || figure.median <= 0) return [];
      return [
        {
          name,
          color: `var(--series-${index + 1})`,
          symbol: symbols[index],
          cpus: row.cpus,
          value: figure.median,
          besides: whyBesides(row, options),
        },
      ];
    });
    return { name, points };
  });
}

function describe({ title, format }: CurveLines, series: readonly Series[]): string {
  const told = series.map(({ name, points }) => {
    const values = points.map(
      ({ cpus, value, besides }) =>
        `${formatCores(cpus)} ${format(value)}${besides === undefined ? '' : ` (${besides})`}`,
    );
    return `${name}: ${values.length === 0 ? 'not measured' : values.join(', ')}`;
  });
  return `${title} over the CPU limit, both axes logarithmic. ${told.join('; ')}.`;
}

/** Beside the last point of each line, moved apart where they would lie on one another: from the top down, within `height` px. */
function labelsOf(series: readonly Series[], place: (value: number) => number, height: number) {
  const labels = series
    .flatMap(({ name, points }) => {
      const last = points.at(-1);
      return last ? [{ name, color: last.color, symbol: last.symbol, y: place(last.value) }] : [];
    })
    .sort((one, other) => one.y - other.y);
  for (const [index, label] of labels.entries()) {
    label.y = Math.max(label.y, index === 0 ? margins.top : labels[index - 1]!.y + labelHeight);
  }
  let bottom = height - margins.bottom;
  for (const label of labels.toReversed()) {
    label.y = Math.min(label.y, bottom);
    bottom = label.y - labelHeight;
  }
  return labels;
}

/** One figure of every server over its CPU limits. What the server does not set is hollow, named by what does, and in no line. */
export function drawCurveLines(options: CurveLines, { width, document }: Canvas): Drawing {
  const series = seriesOf(options);
  const points = series.flatMap((one) => one.points);
  const own = points.filter(({ besides }) => besides === undefined);
  const others = points.filter(({ besides }) => besides !== undefined);
  const height = width < narrowWidth ? 260 : 300;
  const values = points.map(({ value }) => value);
  const [low, high] =
    points.length === 0 ? [1, 10] : [Math.min(...values) * 0.85, Math.max(...values) * 1.18];
  const { limits } = options.curve;
  const longest = Math.max(4, ...series.map(({ name }) => [...name].length));
  const marginRight = Math.round(Math.min(longest * 7.2 + 26, width * 0.36));
  const span = height - margins.top - margins.bottom;
  const decades = Math.log(high / low);
  const place = (value: number) => margins.top + (1 - Math.log(value / low) / decades) * span;
  const labels = labelsOf(series, place, height).map((label) => ({
    ...label,
    value: low * Math.exp((1 - (label.y - margins.top) / span) * decades),
  }));
  const format = options.formatTick ?? formatTick;
  const end = limits.at(-1)! * 1.06;
  const drawing = Plot.plot({
    document,
    width,
    height,
    marginTop: margins.top,
    marginBottom: margins.bottom,
    marginLeft: margins.left,
    marginRight,
    style: { background: 'none', fontFamily: 'inherit', fontSize: '12px', overflow: 'visible' },
    x: { type: 'log', domain: [limits[0]! / 1.06, end], label: 'CPU limit, cores' },
    y: { type: 'log', domain: [low, high] },
    marks: [
      Plot.gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 4 }),
      Plot.axisY({
        ticks: 4,
        tickSize: 0,
        tickFormat: format,
        fill: 'var(--muted)',
        label: options.title,
        labelArrow: 'none',
      }),
      Plot.axisX({
        ticks: [...limits],
        tickSize: 4,
        tickFormat: formatTick,
        fill: 'var(--muted)',
        labelArrow: 'none',
      }),
      Plot.line(own, {
        x: 'cpus',
        y: 'value',
        z: 'color',
        stroke: 'color',
        strokeWidth: 2,
        className: 'curve',
      }),
      Plot.dot(own, { x: 'cpus', y: 'value', fill: 'color', symbol: 'symbol', r: 4.5, className: 'own' }),
      Plot.dot(others, {
        x: 'cpus',
        y: 'value',
        fill: 'var(--surface)',
        stroke: 'color',
        symbol: 'symbol',
        strokeWidth: 1.5,
        r: 4.5,
        className: 'besides',
      }),
      Plot.text(others, {
        x: 'cpus',
        y: 'value',
        text: 'besides',
        textAnchor: 'end',
        dx: -9,
        fill: 'var(--muted)',
        fontStyle: 'italic',
        className: 'why-besides',
      }),
      Plot.dot(labels, { x: () => end, y: 'value', dx: 12, fill: 'color', symbol: 'symbol', r: 4 }),
      Plot.text(labels, {
        x: () => end,
        y: 'value',
        text: ({ name }) => shorten(name, Math.floor((marginRight - 26) / 6.6)),
        textAnchor: 'start',
        dx: 21,
        fill: 'var(--ink)',
        className: 'names',
      }),
    ],
  });
  return asImage(drawing as unknown as Drawing, describe(options, series));
}
