import { DOMParser } from 'linkedom';
import { type Group, groupRows, runName } from '../analyse/groups.ts';
import type { Report } from '../schema/report.ts';
import { formatQuantity } from '../text/format.ts';
import { shorten, toPlainText } from '../text/plain-text.ts';
import { drawFigureBars } from './charts/figure-bars.ts';
import { drawLatencySpread } from './charts/latency-spread.ts';
import type { Canvas, Drawing } from './charts/rows-plot.ts';
import type { ShownRow } from './charts/shown-row.ts';

const width = 860;
/** More rows make a picture that nobody reads; the table has them all. */
const rowLimit = 25;

/** The page's colours. A picture in README follows the reader's scheme by itself. */
const style = `
  svg { --ink: #16191b; --muted: #566066; --line: #e3e7e8; --accent: #0a6a74; --bar: #bfdfe2;
    --surface: #ffffff; --compare: #b4540a; font-family: system-ui, 'Segoe UI', Helvetica, Arial, sans-serif !important; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #e9edee; --muted: #a3adb2; --line: #2b3235; --accent: #58c4cf; --bar: #1d4a50;
      --surface: #0d1117; --compare: #f2a65a; }
  }`;

function rowsOf(group: Group): ShownRow[] {
  return group.rows.slice(0, rowLimit).map((row) => {
    const label = shorten(toPlainText(row.label), 48);
    const run = group.runIds.length > 1 ? ` (run ${runName(group.runIds.indexOf(row.runId))})` : '';
    return {
      key: JSON.stringify([row.server, row.runId]),
      name: `${label}${run}`,
      row,
      baseline: undefined,
    };
  });
}

/** An SVG document of its own: with a namespace, the colours, and no style but those. */
function standalone(draw: (canvas: Canvas) => Drawing): string {
  const document = new DOMParser().parseFromString(
    '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    'image/svg+xml',
  );
  const drawing = draw({ width, document }) as Drawing & SvgElement;
  drawing.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  const colors = document.createElement('style');
  colors.textContent = style;
  drawing.insertBefore(colors, drawing.firstChild);
  return `${drawing.toString()}\n`;
}

interface SvgElement {
  firstChild: unknown;
  insertBefore(node: unknown, before: unknown): void;
  toString(): string;
}

/** One name for one picture of a group, of characters that are safe in a path and in Markdown. */
function fileName(group: Group, chart: string): string {
  const safe = (text: string) => text.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 40);
  const limit = group.cpus === undefined ? '' : `${group.cpus}-cpus-`;
  return `${safe(group.scenario)}-${safe(group.launcher)}-${limit}${chart}.svg`;
}

export interface Picture {
  file: string;
  /** Its text alternative. */
  alt: string;
  group: Group;
  svg: string;
}

/** CPU per request and latency of every scenario and launcher, as SVG files for README. */
export function pictures(report: Report): Picture[] {
  return groupRows(report).flatMap((group) => {
    const rows = rowsOf(group);
    const bars = { title: 'CPU time per request', axis: 'CPU, µs per request', rows, format: formatQuantity };
    return [
      {
        file: fileName(group, 'cpu'),
        alt: 'CPU time per request of every server, µs, with intervals',
        group,
        svg: standalone((canvas) =>
          drawFigureBars(
            { ...bars, read: (row) => row.cpuMicrosPerRequest, ranked: 'cpuMicrosPerRequest' },
            canvas,
          ),
        ),
      },
      {
        file: fileName(group, 'latency'),
        alt: 'Latency of every server, ms, logarithmic: p50, p90, p95, p99 and max',
        group,
        svg: standalone((canvas) => drawLatencySpread(rows, 'latencyMs', canvas)),
      },
    ];
  });
}
