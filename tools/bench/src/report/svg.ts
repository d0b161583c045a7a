import { DOMParser } from 'linkedom';
import { type Group, groupRows, runName, sameGroup } from '../analyse/groups.ts';
import type { Report } from '../schema/report.ts';
import { formatQuantity } from '../text/format.ts';
import { shorten, toPlainText } from '../text/plain-text.ts';
import { curveFigures } from './charts/curve-figures.ts';
import { CURVE_LEGEND, drawCurveLines } from './charts/curve-lines.ts';
import { drawFigureBars } from './charts/figure-bars.ts';
import { drawLatencySpread } from './charts/latency-spread.ts';
import type { Canvas, Drawing } from './charts/rows-plot.ts';
import type { ShownRow } from './charts/shown-row.ts';
import { type Curve, curvesOf } from './view/curve.ts';

const width = 860;
/** More rows make a picture that nobody reads; the table has them all. */
const rowLimit = 25;

/** The page's colours. A picture in README follows the reader's scheme by itself. */
const style = `
  svg { --ink: #16191b; --muted: #566066; --line: #e3e7e8; --accent: #0a6a74; --bar: #bfdfe2;
    --surface: #ffffff; --compare: #b4540a; --series-1: #0a6a74; --series-2: #b4540a; --series-3: #6d3fb5;
    --series-4: #b0215f; --series-5: #3f6f1a; --series-6: #1f5fbf; --series-7: #7a5a2b; --series-8: #566066;
    font-family: system-ui, 'Segoe UI', Helvetica, Arial, sans-serif !important; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #e9edee; --muted: #a3adb2; --line: #2b3235; --accent: #58c4cf; --bar: #1d4a50;
      --surface: #0d1117; --compare: #f2a65a; --series-1: #58c4cf; --series-2: #f2a65a; --series-3: #b99cf0;
      --series-4: #f089b4; --series-5: #9fd06a; --series-6: #86b4f7; --series-7: #d3b07a; --series-8: #a3adb2; }
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
  /** What its marks mean, where that is not to be seen. */
  legend?: string;
  svg: string;
}

/**
 * Pictures as SVG files for README: what servers do over their CPU limits, and CPU per request and latency of every scenario and
 * launcher that is not in one of those.
 */
export function pictures(report: Report): Picture[] {
  const curves = curvesOf(report);
  const inCurves = curves.flatMap(({ parts }) => parts);
  return [
    ...curves.flatMap(picturesOfCurve),
    ...groupRows(report)
      .filter((group) => !inCurves.some((part) => sameGroup(part, group)))
      .flatMap(picturesOfGroup),
  ];
}

function picturesOfCurve(curve: Curve): Picture[] {
  return curveFigures(curve).map((figure) => ({
    file: fileName({ ...curve, scenario: `curve ${curve.scenario}` }, figure.id),
    alt: `${figure.title}, of every server over its CPU limit`,
    group: curve,
    legend: `${CURVE_LEGEND} Both axes are logarithmic.`,
    svg: standalone((canvas) => drawCurveLines(figure, canvas)),
  }));
}

function picturesOfGroup(group: Group): Picture[] {
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
      legend: 'Latency: ● p50, | p90 and p95, ○ p99, × max.',
      svg: standalone((canvas) => drawLatencySpread(rows, 'latencyMs', canvas)),
    },
  ];
}
