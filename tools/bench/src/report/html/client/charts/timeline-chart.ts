import * as Plot from '@observablehq/plot';
import { formatBytes, formatQuantity, formatTick } from '../../../../text/format.ts';
import { asImage } from '../../../charts/as-image.ts';
import type { ShownRow } from '../../../charts/shown-row.ts';
import type { Timeline, TimelinePoint } from '../../timelines.ts';
import { element } from '../dom.ts';
import type { View } from '../view.ts';
import { type Chart, chart } from './chart.ts';

const measures: Record<View['over'], string> = {
  requests: 'Requests per second',
  cores: 'CPU, busy cores',
  memory: 'Memory, RSS',
};

const fewPoints = 40;

/** The ends of both axes: every server has the same, so that they can be compared. */
interface Frame {
  seconds: number;
  value: number;
}

interface Point {
  seconds: number;
  value: number;
  round: number;
}

function rates(points: readonly TimelinePoint[], round: number): Point[] {
  const counted = points.filter(([, , , requests]) => requests !== null);
  return counted.slice(1).flatMap(([atMs, , , requests], index) => {
    const [beforeMs, , , before] = counted[index] as TimelinePoint;
    const seconds = (atMs - beforeMs) / 1000;
    return seconds > 0
      ? [{ seconds: atMs / 1000, value: ((requests ?? 0) - (before ?? 0)) / seconds, round }]
      : [];
  });
}

function pointsOf(timeline: Timeline, over: View['over']): Point[] {
  return timeline.rounds.flatMap(({ round, points }) =>
    over === 'requests'
      ? rates(points, round)
      : points.map(([atMs, cores, rssBytes]) => ({
          seconds: atMs / 1000,
          value: over === 'cores' ? cores : rssBytes,
          round,
        })),
  );
}

function small(
  name: string,
  points: readonly Point[],
  width: number,
  frame: Frame,
  over: View['over'],
): HTMLElement {
  const format = over === 'memory' ? formatBytes : formatQuantity;
  const plot = Plot.plot({
    width,
    height: 130,
    marginLeft: 58,
    marginRight: 6,
    marginTop: 8,
    marginBottom: 22,
    style: { background: 'none', fontFamily: 'inherit', fontSize: '12px' },
    x: { domain: [0, frame.seconds], label: null },
    y: { domain: [0, frame.value * 1.05], label: null },
    marks: [
      Plot.gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 3 }),
      Plot.axisY({
        ticks: 3,
        tickSize: 0,
        tickFormat: over === 'memory' ? formatBytes : formatTick,
        fill: 'var(--muted)',
      }),
      Plot.axisX({
        ticks: 4,
        tickSize: 0,
        tickFormat: (seconds: number) => `${seconds} s`,
        fill: 'var(--muted)',
      }),
      Plot.line(points, {
        x: 'seconds',
        y: 'value',
        z: 'round',
        stroke: 'var(--accent)',
        strokeWidth: 1.5,
        strokeOpacity: 0.7,
        className: 'round',
      }),
      // A round of few samples has no line to see.
      Plot.dot(points.length <= fewPoints ? points : [], {
        x: 'seconds',
        y: 'value',
        r: 2.5,
        fill: 'var(--accent)',
      }),
    ],
  });
  const highest = format(Math.max(...points.map(({ value }) => value)));
  const description = `${name}, ${measures[over]} over time: ${points.length} points, highest ${highest}.`;
  return element('div', { class: 'small' }, element('h3', {}, name), asImage(plot as Element, description));
}

/** What happened within each round: one small chart for each server, one line for each round, one common scale. */
export function timelineChart(
  rows: readonly ShownRow[],
  timelines: readonly Timeline[],
  view: View,
  change: (over: View['over']) => void,
): Chart {
  const series = rows.flatMap(({ name, row }) => {
    const timeline = timelines.find(
      (candidate) =>
        candidate.server === row.server &&
        candidate.runId === row.runId &&
        candidate.scenario === row.scenario &&
        candidate.launcher === row.launcher &&
        candidate.cpus === row.cpus,
    );
    const points = timeline ? pointsOf(timeline, view.over) : [];
    return points.length > 0 ? [{ name, points }] : [];
  });
  const all = series.flatMap(({ points }) => points);
  const frame: Frame = {
    seconds: all.reduce((most, { seconds }) => Math.max(most, seconds), 0),
    value: all.reduce((most, { value }) => Math.max(most, value), 0),
  };
  const select = element(
    'select',
    { id: 'over', onchange: (event) => change((event.target as HTMLSelectElement).value as View['over']) },
    ...Object.entries(measures).map(([value, text]) =>
      element('option', { value, selected: value === view.over }, text),
    ),
  );
  return chart({
    id: 'timeline',
    title: 'Within a round',
    caption: 'One line for each round, from the start of the load; every server has the same scale.',
    wide: true,
    control: element('label', {}, 'Show ', select),
    draw: (width) => {
      if (series.length === 0)
        return element('p', { class: 'muted' }, 'The report has no samples of this figure.');
      const across = Math.max(1, Math.min(series.length, Math.floor(width / 250)));
      const each = Math.floor((width - (across - 1) * 16) / across);
      return element(
        'div',
        { class: 'smalls' },
        ...series.map(({ name, points }) => small(name, points, each, frame, view.over)),
      );
    },
  });
}
