import * as Plot from '@observablehq/plot';
import { isKnown } from '../../schema/figure.ts';
import { invalidates } from '../../schema/figures/read-figure.ts';
import type { LatencyFigures } from '../../schema/report.ts';
import { formatQuantity, formatTick } from '../../text/format.ts';
import { absenceOf, absentMark } from './absent.ts';
import { type Canvas, type Drawing, rowsPlot } from './rows-plot.ts';
import type { ShownRow } from './shown-row.ts';

export type LatencyPart = 'latencyMs' | 'waitingMs' | 'receivingMs';

export const latencyParts: Record<LatencyPart, string> = {
  latencyMs: 'Total',
  waitingMs: 'Waiting for the first byte',
  receivingMs: 'Receiving',
};

/** A logarithmic axis has no zero: k6 rounds what took less than a microsecond down to 0. */
const floorMs = 0.001;

function distributionOf(shown: ShownRow, part: LatencyPart) {
  const { row } = shown;
  const value = (statistic: keyof LatencyFigures) => {
    const figure = row.status === 'measured' ? row[part][statistic] : undefined;
    return figure && isKnown(figure) ? Math.max(floorMs, figure.median) : undefined;
  };
  return {
    key: shown.key,
    name: shown.name,
    absence: absenceOf(shown, (measured) => measured[part].p50),
    ranked: !(row.status === 'measured' && invalidates(row, 'latencyMs')),
    p50: value('p50'),
    p90: value('p90'),
    p95: value('p95'),
    p99: value('p99'),
    max: value('max'),
  };
}

type Distribution = ReturnType<typeof distributionOf>;

function describe(part: LatencyPart, distributions: readonly Distribution[]): string {
  const told = distributions.slice(0, 30).map((row) => {
    if (row.absence) return `${row.name} ${row.absence}`;
    const [p50, p99, max] = [row.p50, row.p99, row.max].map((value) => formatQuantity(value ?? 0));
    return `${row.name} p50 ${p50}, p99 ${p99}, max ${max}${row.ranked ? '' : ', not ranked'}`;
  });
  return `Latency distribution, ${latencyParts[part]}, ms, logarithmic. ${told.join('; ')}.`;
}

function marksOf(all: readonly Distribution[]): Plot.Markish[] {
  const rows = all.filter((row) => row.p50 !== undefined);
  const tint = (row: Distribution) => (row.ranked ? 'var(--accent)' : 'var(--muted)');
  return [
    Plot.ruleY(rows, { x1: 'p99', x2: 'max', y: 'key', stroke: 'var(--muted)', strokeDasharray: '2 3' }),
    Plot.ruleY(rows, {
      x1: 'p50',
      x2: 'p99',
      y: 'key',
      stroke: tint,
      strokeWidth: 7,
      strokeOpacity: 0.28,
      className: 'spread',
    }),
    Plot.tickX(rows, { x: 'p90', y: 'key', inset: 3, stroke: tint, strokeWidth: 1.5 }),
    Plot.tickX(rows, { x: 'p95', y: 'key', inset: 3, stroke: tint, strokeWidth: 1.5 }),
    Plot.dot(rows, { x: 'p50', y: 'key', r: 5, fill: tint, stroke: 'var(--surface)', className: 'median' }),
    Plot.dot(rows, { x: 'p99', y: 'key', r: 4.5, fill: 'var(--surface)', stroke: tint, strokeWidth: 2 }),
    Plot.dot(rows, { x: 'max', y: 'key', r: 3, symbol: 'times', stroke: 'var(--muted)', strokeWidth: 1.5 }),
    absentMark(all),
  ];
}

/** From a little before the first mark, so that none touches the names. */
function domainOf(distributions: readonly Distribution[]): [number, number] {
  const values = distributions.flatMap(({ p50, max }) => [p50, max].filter((value) => value !== undefined));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return values.length === 0 ? [1, 10] : [low * 0.9, high * 1.05];
}

/** Where the requests of each server lie, from the median to the slowest one. */
export function drawLatencySpread(rows: readonly ShownRow[], part: LatencyPart, canvas: Canvas): Drawing {
  const distributions = rows.map((row) => distributionOf(row, part));
  return rowsPlot(canvas, {
    rows,
    valueWidth: 24,
    x: {
      type: 'log',
      domain: domainOf(distributions),
      label: `${latencyParts[part]}, ms`,
      tickFormat: formatTick,
    },
    description: describe(part, distributions),
    marks: marksOf(distributions),
  });
}
