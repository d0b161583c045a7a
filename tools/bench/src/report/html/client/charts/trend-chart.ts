import * as Plot from '@observablehq/plot';
import { sameGroup } from '../../../../analyse/groups.ts';
import { allFigures, type TrendFigure } from '../../../../schema/figures/registry.ts';
import type { LevelChange } from '../../../../schema/level-change.ts';
import { formatBytes, formatOf, formatTick } from '../../../../text/format.ts';
import { toPlainText } from '../../../../text/plain-text.ts';
import { asImage } from '../../../charts/as-image.ts';
import type { ShownRow } from '../../../charts/shown-row.ts';
import type { PageData } from '../../page-data.ts';
import type { Trend } from '../../trends.ts';
import { element } from '../dom.ts';
import type { View } from '../view.ts';
import { type Chart, chart } from './chart.ts';

const followed = allFigures.flatMap(({ name, unit, overRuns }) =>
  overRuns ? [{ name: name as TrendFigure, unit, title: overRuns.title }] : [],
);

interface Point {
  run: number;
  median: number;
  low: number;
  high: number;
  startedAt: string;
  revision: string;
}

interface Series {
  name: string;
  points: Point[];
  changes: { first: Point; before: number; after: number }[];
}

/** More have no room for a dot each. */
const dotLimit = 80;

function seriesOf(
  name: string,
  trend: Trend,
  figure: TrendFigure,
  levelChanges: readonly LevelChange[],
): Series {
  const points = trend.runs.flatMap(({ startedAt, revision, values }, index): Point[] => {
    const value = values[figure];
    if (!value) return [];
    const [median, low = median, high = median] = value;
    return [{ run: index + 1, median, low, high, startedAt, revision }];
  });
  const changes = levelChanges.flatMap((change) => {
    const isOurs = change.figure === figure && change.server === trend.server && sameGroup(change, trend);
    const first = isOurs && points.find(({ startedAt }) => startedAt === change.startedAt);
    return first ? [{ first, before: change.before, after: change.after }] : [];
  });
  return { name, points, changes };
}

/** Each change of level in words: from which run and revision, from what to what. */
function changeList({ changes }: Series, format: (value: number) => string): HTMLElement | undefined {
  if (changes.length === 0) return undefined;
  const items = changes.map(({ first: { run, revision, startedAt }, before, after }) => {
    const where = revision ? `revision ${revision}, ` : '';
    return element(
      'li',
      {},
      toPlainText(`Run ${run} (${where}${startedAt.slice(0, 16)}): ${format(before)} → ${format(after)}`),
    );
  });
  return element('ul', { class: 'changes' }, ...items);
}

function small(series: Series, width: number, figure: TrendFigure): HTMLElement {
  const { name, points, changes } = series;
  const { unit, title } = followed.find(({ name }) => name === figure) as (typeof followed)[number];
  const format = formatOf(unit);
  const top = points.reduce((most, { high }) => Math.max(most, high), 0);
  const plot = Plot.plot({
    width,
    height: 150,
    marginLeft: 58,
    marginRight: 8,
    marginTop: 8,
    marginBottom: 24,
    style: { background: 'none', fontFamily: 'inherit', fontSize: '12px' },
    x: { label: null, domain: [0.5, Math.max(...points.map(({ run }) => run)) + 0.5] },
    y: { domain: [0, top * 1.05], label: null },
    marks: [
      Plot.gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 3 }),
      Plot.axisY({
        ticks: 3,
        tickSize: 0,
        tickFormat: unit === 'bytes' ? formatBytes : formatTick,
        fill: 'var(--muted)',
      }),
      Plot.axisX({
        ticks: 4,
        tickSize: 0,
        tickFormat: (run: number) => (Number.isInteger(run) ? `${run}` : ''),
        fill: 'var(--muted)',
      }),
      Plot.areaY(points, {
        x: 'run',
        y1: 'low',
        y2: 'high',
        fill: 'var(--bar)',
        fillOpacity: 0.7,
        className: 'band',
      }),
      Plot.line(points, {
        x: 'run',
        y: 'median',
        stroke: 'var(--accent)',
        strokeWidth: 1.5,
        className: 'trend',
      }),
      Plot.dot(points.length <= dotLimit ? points : [], {
        x: 'run',
        y: 'median',
        r: 2.5,
        fill: 'var(--accent)',
      }),
      Plot.ruleX(changes, {
        x: ({ first }: Series['changes'][number]) => first.run - 0.5,
        stroke: 'var(--compare)',
        strokeWidth: 1.5,
        strokeDasharray: '4 3',
        className: 'change',
      }),
    ],
  });
  const last = points.at(-1);
  const description = `${name}, ${title}, over ${points.length} runs; newest ${format(last?.median ?? 0)}; ${changes.length} changes of level.`;
  return element(
    'div',
    { class: 'small' },
    element('h3', {}, name),
    asImage(plot as Element, description),
    changeList(series, format),
  );
}

/** How a figure went over the runs on this machine; nothing where there is one run alone. */
export function trendChart(
  rows: readonly ShownRow[],
  { trends, report }: Pick<PageData, 'trends' | 'report'>,
  view: View,
  change: (trend: TrendFigure) => void,
): Chart | undefined {
  const found = rows.flatMap(({ name, row }) => {
    const trend = trends.find((other) => other.server === row.server && sameGroup(other, row));
    return trend && trend.runs.length > 1 ? [{ name, trend }] : [];
  });
  if (found.length === 0) return undefined;
  const series = found
    .map(({ name, trend }) => seriesOf(name, trend, view.trend, report.levelChanges ?? []))
    .filter(({ points }) => points.length > 0);
  const select = element(
    'select',
    { id: 'trend', onchange: (event) => change((event.target as HTMLSelectElement).value as TrendFigure) },
    ...followed.map(({ name, title }) =>
      element('option', { value: name, selected: name === view.trend }, title),
    ),
  );
  return chart({
    id: 'history',
    title: 'Over runs',
    caption:
      'Runs on this machine under the same load, oldest left, with their intervals; each server has its own scale. A dashed line is a change of level (Pettitt’s test, 1 %); the machine may have changed and not the server.',
    wide: true,
    control: element('label', {}, 'Show ', select),
    draw: (width) => {
      if (series.length === 0) return element('p', { class: 'muted' }, 'No run has this figure.');
      const across = Math.max(1, Math.min(series.length, Math.floor(width / 330)));
      const each = Math.floor((width - (across - 1) * 16) / across);
      return element('div', { class: 'smalls' }, ...series.map((one) => small(one, each, view.trend)));
    },
  });
}
