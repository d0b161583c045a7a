import { isKnown, type KnownFigure } from '../schema/figure.ts';
import type { RankedFigure } from '../schema/finding.ts';
import type { MeasuredRow, Report } from '../schema/report.ts';
import { capacityFigure } from './view/figures.ts';

/** A figure as services that track benchmarks over time want it. */
export interface TrackedFigure {
  row: MeasuredRow;
  /** Stable: a service's history hangs on it. */
  slug: string;
  unit: string;
  better: 'lower' | 'higher';
  figure: KnownFigure;
}

type Source = Omit<TrackedFigure, 'row' | 'figure'> & {
  read: (row: MeasuredRow) => MeasuredRow['requestsPerSecond'];
  rankedAs?: RankedFigure;
};

const lower = { better: 'lower' } as const;

const sources: readonly Source[] = [
  {
    slug: 'cpu-per-request',
    unit: 'µs',
    ...lower,
    read: (row) => row.cpuMicrosPerRequest,
    rankedAs: 'cpuMicrosPerRequest',
  },
  { slug: 'latency-p50', unit: 'ms', ...lower, read: (row) => row.latencyMs.p50, rankedAs: 'latencyMs' },
  { slug: 'latency-p95', unit: 'ms', ...lower, read: (row) => row.latencyMs.p95, rankedAs: 'latencyMs' },
  { slug: 'latency-p99', unit: 'ms', ...lower, read: (row) => row.latencyMs.p99, rankedAs: 'latencyMs' },
  {
    slug: 'requests-per-second',
    unit: 'requests/s',
    better: 'higher',
    read: (row) => row.requestsPerSecond,
    rankedAs: 'requestsPerSecond',
  },
  {
    slug: 'capacity',
    unit: 'requests/s',
    better: 'higher',
    read: (row) => capacityFigure(row) ?? { unavailable: 'the scenario searches no capacity' },
    rankedAs: 'capacity',
  },
  { slug: 'rss-at-rest', unit: 'bytes', ...lower, read: (row) => row.rssAtRestBytes },
  { slug: 'rss-peak', unit: 'bytes', ...lower, read: (row) => row.rssPeakBytes, rankedAs: 'rssPeakBytes' },
  { slug: 'artifact-size', unit: 'bytes', ...lower, read: (row) => row.artifactBytes },
  { slug: 'image-size', unit: 'bytes', ...lower, read: (row) => row.imageBytes },
  { slug: 'cold-start', unit: 'ms', ...lower, read: (row) => row.coldStartMs },
];

/** Every figure that was measured and that no finding makes meaningless: a history of those would be one of noise. */
export function trackedFigures(report: Report): TrackedFigure[] {
  const measured = report.rows.filter((row) => row.status === 'measured');
  return measured.flatMap((row) => {
    const invalid = new Set(row.findings.flatMap((finding) => finding.invalidates));
    return sources.flatMap(({ read, rankedAs, ...source }) => {
      const figure = read(row);
      if (!isKnown(figure) || (rankedAs && invalid.has(rankedAs))) return [];
      return [{ row, figure, ...source }];
    });
  });
}

/** "go/open", with the launcher where it is not the default one. */
export function benchmarkName({ server, scenario, launcher }: MeasuredRow): string {
  return [server, scenario, ...(launcher === 'process' ? [] : [launcher])].join('/');
}
