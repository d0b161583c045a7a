import * as Plot from '@observablehq/plot';
import { type Figure, isKnown } from '../../schema/figure.ts';
import { invalidates } from '../../schema/figures/read-figure.ts';
import { formatBytes } from '../../text/format.ts';
import { absenceOf, absentMark } from './absent.ts';
import { type Canvas, type Drawing, narrowWidth, rowsPlot } from './rows-plot.ts';
import type { ShownRow } from './shown-row.ts';

export type MemoryKind = 'pss' | 'rss';

/** PSS, if all rows know it: a chart compares figures of one kind. */
export function memoryKindOf(rows: readonly ShownRow[]): MemoryKind {
  const known = rows.flatMap(({ row }) => (row.status === 'measured' ? [row.pssPeakBytes] : []));
  return known.length > 0 && known.every((figure) => figure && isKnown(figure)) ? 'pss' : 'rss';
}

function memoryOf(shown: ShownRow, kind: MemoryKind) {
  const { row, baseline } = shown;
  const measured = row.status === 'measured' ? row : undefined;
  const rest = medianOf(measured?.[`${kind}AtRestBytes`]);
  const peak = medianOf(measured?.[`${kind}PeakBytes`]);
  const ranked = !(measured && invalidates(measured, 'rssPeakBytes'));
  const before = medianOf(baseline?.[`${kind}PeakBytes`]);
  const peakText = peak === undefined ? '?' : ranked ? formatBytes(peak) : `[${formatBytes(peak)}]`;
  return {
    key: shown.key,
    name: shown.name,
    absence:
      rest === undefined
        ? absenceOf(shown, (known) => known[`${kind}PeakBytes`] ?? known.rssPeakBytes)
        : undefined,
    rest,
    peak,
    before,
    ranked,
    end: Math.max(rest ?? 0, peak ?? 0),
    peakText,
    text: `${rest === undefined ? '?' : formatBytes(rest)} → ${peakText}`,
  };
}

function medianOf(figure: Figure | undefined): number | undefined {
  return figure && isKnown(figure) ? figure.median : undefined;
}

/** Memory before any load and at its highest under load. */
export function drawMemorySpread(rows: readonly ShownRow[], canvas: Canvas): Drawing {
  const kind = memoryKindOf(rows);
  const memory = rows.map((row) => memoryOf(row, kind));
  const drawn = memory.filter(({ rest, peak }) => rest !== undefined || peak !== undefined);
  const told = memory.slice(0, 30).map(({ name, absence, text }) => `${name} ${absence ?? text}`);
  const text = canvas.width < narrowWidth ? 'peakText' : 'text';
  const tint = (row: { ranked: boolean }) => (row.ranked ? 'var(--accent)' : 'var(--muted)');
  return rowsPlot(canvas, {
    rows,
    valueWidth: Math.max(...memory.map((row) => row[text].length), 10) * 7.2 + 16,
    x: { label: kind.toUpperCase(), zero: true, tickFormat: formatBytes },
    description: `Memory (${kind.toUpperCase()}), at rest and peak. ${told.join('; ')}.`,
    marks: [
      Plot.ruleY(drawn, {
        x1: 'rest',
        x2: 'peak',
        y: 'key',
        stroke: tint,
        strokeWidth: 7,
        strokeOpacity: 0.28,
        className: 'spread',
      }),
      Plot.dot(drawn, {
        x: 'peak',
        y: 'key',
        r: 5,
        fill: tint,
        stroke: 'var(--surface)',
        className: 'median',
      }),
      Plot.dot(drawn, {
        x: 'rest',
        y: 'key',
        r: 4.5,
        fill: 'var(--surface)',
        stroke: tint,
        strokeWidth: 2,
      }),
      Plot.tickX(
        drawn.filter(({ before }) => before !== undefined),
        { x: 'before', y: 'key', stroke: 'var(--compare)', strokeWidth: 2.5, className: 'baseline' },
      ),
      Plot.text(drawn, {
        x: 'end',
        y: 'key',
        text,
        textAnchor: 'start',
        dx: 10,
        fill: 'var(--ink)',
        className: 'value',
      }),
      absentMark(memory),
    ],
  });
}
