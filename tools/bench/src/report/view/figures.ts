import type { Figure } from '../../schema/figure.ts';
import type { LatencyFigures, MeasuredRow } from '../../schema/report.ts';
import { whyNoCapacity } from './capacity-cells.ts';

const statistics = ['avg', 'p50', 'p90', 'p95', 'p99', 'max'] as const satisfies (keyof LatencyFigures)[];
const distributions = ['latencyMs', 'waitingMs', 'receivingMs'] as const;
const scalars = [
  'cpuMicrosPerRequest',
  'rssAtRestBytes',
  'anonymousAtRestBytes',
  'rssPeakBytes',
  'artifactBytes',
  'imageBytes',
  'imageCompressedBytes',
  'coldStartMs',
] as const;

/** The capacity where it was found: a lower bound is none. Undefined where the scenario searches none. */
export function capacityFigure({ capacity }: MeasuredRow): Figure | undefined {
  if (capacity === undefined) return undefined;
  if (capacity.state === 'found') return capacity.requestsPerSecond;
  return { unavailable: whyNoCapacity(capacity) };
}

/** Every figure of a row under its dotted name, in a fixed order; without a row, the names alone. */
export function figuresOf(row?: MeasuredRow): { name: string; figure: Figure | undefined }[] {
  return [
    { name: 'requestsPerSecond', figure: row?.requestsPerSecond },
    ...distributions.flatMap((distribution) =>
      statistics.map((statistic) => ({
        name: `${distribution}.${statistic}`,
        figure: row?.[distribution][statistic],
      })),
    ),
    { name: 'capacity', figure: row && capacityFigure(row) },
    {
      name: 'generatorCpuMicrosPerRequest',
      figure: row?.generator?.cpuMicrosPerRequest,
    },
    ...scalars.map((name) => ({ name, figure: row?.[name] })),
  ];
}
