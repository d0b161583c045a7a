import * as Plot from '@observablehq/plot';
import { isKnown } from '../../schema/figure.ts';
import { invalidates } from '../../schema/figures/read-figure.ts';
import { formatBytes } from '../../text/format.ts';
import { absenceOf, absentMark } from './absent.ts';
import { type Canvas, type Drawing, narrowWidth, rowsPlot } from './rows-plot.ts';
import type { ShownRow } from './shown-row.ts';

function memoryOf(shown: ShownRow) {
  const { row, baseline } = shown;
  const measured = row.status === 'measured' ? row : undefined;
  const rest = measured && isKnown(measured.rssAtRestBytes) ? measured.rssAtRestBytes.median : undefined;
  const peak = measured && isKnown(measured.rssPeakBytes) ? measured.rssPeakBytes.median : undefined;
  const ranked = !(measured && invalidates(measured, 'rssPeakBytes'));
  const before = baseline && isKnown(baseline.rssPeakBytes) ? baseline.rssPeakBytes.median : undefined;
  const peakText = peak === undefined ? '?' : ranked ? formatBytes(peak) : `[${formatBytes(peak)}]`;
  return {
    key: shown.key,
    name: shown.name,
    absence: rest === undefined ? absenceOf(shown, (known) => known.rssPeakBytes) : undefined,
    rest,
    peak,
    before,
    ranked,
    end: Math.max(rest ?? 0, peak ?? 0),
    peakText,
    text: `${rest === undefined ? '?' : formatBytes(rest)} → ${peakText}`,
  };
}

/** Resident memory before any load and at its highest under load. */
export function drawMemorySpread(rows: readonly ShownRow[], canvas: Canvas): Drawing {
  const memory = rows.map(memoryOf);
  const drawn = memory.filter(({ rest, peak }) => rest !== undefined || peak !== undefined);
  const told = memory.slice(0, 30).map(({ name, absence, text }) => `${name} ${absence ?? text}`);
  const text = canvas.width < narrowWidth ? 'peakText' : 'text';
  const tint = (row: { ranked: boolean }) => (row.ranked ? 'var(--accent)' : 'var(--muted)');
  return rowsPlot(canvas, {
    rows,
    valueWidth: Math.max(...memory.map((row) => row[text].length), 10) * 7.2 + 16,
    x: { label: 'RSS', zero: true, tickFormat: formatBytes },
    description: `Memory, resident, at rest and peak. ${told.join('; ')}.`,
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
