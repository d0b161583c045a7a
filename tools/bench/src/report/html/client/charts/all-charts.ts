import { generatorOf, nameWithVersion } from '../../../../analyse/generator-of.ts';
import { searchesCapacity } from '../../../../analyse/groups.ts';
import { isKnown } from '../../../../schema/figure.ts';
import { capacityFigure } from '../../../../schema/row-parts.ts';
import { formatBytes, formatQuantity } from '../../../../text/format.ts';
import type { ShownRow } from '../../../charts/shown-row.ts';
import type { PageData } from '../../page-data.ts';
import type { View } from '../view.ts';
import type { Chart } from './chart.ts';
import { figureChart } from './figure-chart.ts';
import { latencyChart } from './latency-chart.ts';
import { memoryChart } from './memory-chart.ts';
import { timelineChart } from './timeline-chart.ts';
import { trendChart } from './trend-chart.ts';

/** Every chart of the page, in reading order. */
export function allCharts(
  rows: readonly ShownRow[],
  data: PageData,
  view: View,
  change: (change: Partial<View>) => void,
): Chart[] {
  const generator = generatorOf(rows.map(({ row }) => row));
  const history = trendChart(rows, data, view, (trend) => change({ trend }));
  return [
    figureChart({
      id: 'cpu',
      title: 'CPU time per request',
      caption: 'What a request costs the server under this load. Lower is better; the line is the interval.',
      wide: true,
      axis: 'CPU, µs per request',
      rows,
      read: (row) => row.cpuMicrosPerRequest,
      ranked: 'cpuMicrosPerRequest',
      format: formatQuantity,
    }),
    ...(searchesCapacity(rows.map(({ row }) => row))
      ? [
          figureChart({
            id: 'capacity',
            title: 'Capacity',
            caption:
              'Highest arrival rate at which p99 stayed under the limit and nothing was dropped. Higher is better.',
            axis: 'requests per second',
            rows,
            read: (row) => capacityFigure(row) ?? { unavailable: 'not searched' },
            ranked: 'capacity',
            format: formatQuantity,
          }),
        ]
      : []),
    latencyChart(rows, view, (part) => change({ part })),
    figureChart({
      id: 'throughput',
      title: 'Throughput',
      caption: `Requests per second that ${generator ? nameWithVersion(generator) : 'k6'} completed. Higher is better.`,
      axis: 'requests per second',
      rows,
      read: (row) => row.requestsPerSecond,
      ranked: 'requestsPerSecond',
      format: formatQuantity,
    }),
    memoryChart(rows),
    figureChart({
      id: 'size',
      title: 'Size',
      caption: 'Unpacked image where the server ran from one, else the files that it ships as.',
      axis: 'size',
      rows,
      read: (row) => (isKnown(row.imageBytes) ? row.imageBytes : row.artifactBytes),
      format: formatBytes,
      formatTick: formatBytes,
    }),
    figureChart({
      id: 'cold-start',
      title: 'Cold start',
      caption: 'From launch to the first 200. Lower is better.',
      axis: 'cold start, ms',
      rows,
      read: (row) => row.coldStartMs,
      format: formatQuantity,
    }),
    timelineChart(rows, data.timelines, view, (over) => change({ over })),
    ...(history ? [history] : []),
  ];
}
