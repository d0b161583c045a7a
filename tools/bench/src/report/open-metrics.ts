import { type Figure, hasInterval, isKnown } from '../schema/figure.ts';
import type { LatencyFigures, MeasuredRow, Report, Row } from '../schema/report.ts';
import { capacityFigure } from './view/figures.ts';
import { generatorOf, nameWithVersion } from './view/generator.ts';

interface Family {
  name: string;
  unit: string;
  help: string;
  samples(row: MeasuredRow): Sample[];
}

interface Sample {
  labels: Record<string, string>;
  value: number;
}

/** OpenMetrics 1.0 asks for base units: seconds and bytes. */
const perMilli = 1e-3;
const perMicro = 1e-6;

function bounds(figure: Figure, scale: number, labels: Record<string, string> = {}): Sample[] {
  if (!isKnown(figure)) return [];
  const { median } = figure;
  const values = hasInterval(figure) ? { median, low: figure.low, high: figure.high } : { median };
  return Object.entries(values).map(([bound, value]) => ({
    labels: { ...labels, bound },
    // Rounded to 12 digits, because 43.7 * 1e-3 is not 0.0437 in binary.
    value: Number((value * scale).toPrecision(12)),
  }));
}

function latencies(figures: LatencyFigures): Sample[] {
  return Object.entries(figures).flatMap(([statistic, figure]) => bounds(figure, perMilli, { statistic }));
}

const families: readonly Family[] = [
  {
    name: 'bench_requests_per_second',
    unit: '',
    help: 'Requests per second completed by the generator.',
    samples: (row) => bounds(row.requestsPerSecond, 1),
  },
  {
    name: 'bench_latency_seconds',
    unit: 'seconds',
    help: 'Request duration by the generator.',
    samples: (row) => latencies(row.latencyMs),
  },
  {
    name: 'bench_waiting_seconds',
    unit: 'seconds',
    help: 'Time to the first byte of the answer by k6.',
    samples: (row) => latencies(row.waitingMs),
  },
  {
    name: 'bench_receiving_seconds',
    unit: 'seconds',
    help: 'Time from the first to the last byte of the answer by k6.',
    samples: (row) => latencies(row.receivingMs),
  },
  {
    name: 'bench_cpu_per_request_seconds',
    unit: 'seconds',
    help: 'CPU time of the server per request.',
    samples: (row) => bounds(row.cpuMicrosPerRequest, perMicro),
  },
  {
    name: 'bench_generator_cpu_per_request_seconds',
    unit: 'seconds',
    help: 'CPU time of the generator itself per request, where that was not k6.',
    samples: (row) => (row.generator ? bounds(row.generator.cpuMicrosPerRequest, perMicro) : []),
  },
  {
    name: 'bench_capacity_requests_per_second',
    unit: '',
    help: 'Highest arrival rate that the server held, where it was found.',
    samples: (row) => bounds(capacityFigure(row) ?? { unavailable: 'none searched' }, 1),
  },
  {
    name: 'bench_rss_at_rest_bytes',
    unit: 'bytes',
    help: 'Resident memory before any load.',
    samples: (row) => bounds(row.rssAtRestBytes, 1),
  },
  {
    name: 'bench_rss_peak_bytes',
    unit: 'bytes',
    help: 'Highest resident memory under load.',
    samples: (row) => bounds(row.rssPeakBytes, 1),
  },
  {
    name: 'bench_artifact_bytes',
    unit: 'bytes',
    help: 'Size of the files that the server ships as.',
    samples: (row) => bounds(row.artifactBytes, 1),
  },
  {
    name: 'bench_image_bytes',
    unit: 'bytes',
    help: 'Unpacked size of the image.',
    samples: (row) => bounds(row.imageBytes, 1),
  },
  {
    name: 'bench_image_compressed_bytes',
    unit: 'bytes',
    help: 'Size of the image through gzip.',
    samples: (row) => (row.imageCompressedBytes ? bounds(row.imageCompressedBytes, 1) : []),
  },
  {
    name: 'bench_anonymous_at_rest_bytes',
    unit: 'bytes',
    help: 'Memory of the container that no file backs, before any load.',
    samples: (row) => (row.anonymousAtRestBytes ? bounds(row.anonymousAtRestBytes, 1) : []),
  },
  {
    name: 'bench_cold_start_seconds',
    unit: 'seconds',
    help: 'Launch to first 200.',
    samples: (row) => bounds(row.coldStartMs, perMilli),
  },
  {
    name: 'bench_requests',
    unit: '',
    help: 'Requests over all rounds.',
    samples: (row) => [{ labels: {}, value: row.requests }],
  },
  {
    name: 'bench_failed_requests',
    unit: '',
    help: 'Failed requests over all rounds.',
    samples: (row) => [{ labels: {}, value: row.failedRequests }],
  },
  {
    name: 'bench_dropped_iterations',
    unit: '',
    help: 'Iterations that k6 could not start in time, over all rounds.',
    samples: (row) => [{ labels: {}, value: row.droppedIterations }],
  },
  {
    name: 'bench_finding',
    unit: '',
    help: 'A finding that holds for the row; `invalidates` names the figures to leave out.',
    samples: (row) =>
      row.findings.map(({ code, invalidates }) => ({
        labels: { code, invalidates: invalidates.join(' ') },
        value: 1,
      })),
  },
];

function renderLabels(labels: Record<string, string>): string {
  const quote = (value: string) =>
    value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${quote(value)}"`)
    .join(',');
}

function identityOf(row: Row): Record<string, string> {
  const { server, launcher, scenario, runId } = row;
  const generator = generatorOf([row]);
  return {
    server,
    launcher,
    scenario,
    run: runId,
    ...(generator && { generator: nameWithVersion(generator) }),
  };
}

/** The report as OpenMetrics 1.0 text: gauges with `bound` median, low and high; a missing figure has no sample. */
export function renderOpenMetrics(report: Report): string {
  const seen = new Set<string>();
  const lines = families.flatMap(({ name, unit, help, samples }) => [
    `# TYPE ${name} gauge`,
    ...(unit ? [`# UNIT ${name} ${unit}`] : []),
    `# HELP ${name} ${help}`,
    ...report.rows.flatMap((row) =>
      (row.status === 'measured' ? samples(row) : []).flatMap(({ labels, value }) => {
        const series = `${name}{${renderLabels({ ...identityOf(row), ...labels })}}`;
        // One series may appear once; a row that repeats another's identity would make the whole text invalid.
        if (seen.has(series)) return [];
        seen.add(series);
        return [`${series} ${value}`];
      }),
    ),
  ]);
  const up = report.rows.map((row) => {
    const labels = renderLabels(identityOf(row));
    return `bench_measured{${labels}} ${row.status === 'measured' ? 1 : 0}`;
  });
  return [
    ...lines,
    '# TYPE bench_measured gauge',
    '# HELP bench_measured 1 where the row was measured, 0 where it failed.',
    ...new Set(up),
    '# EOF',
    '',
  ].join('\n');
}
