import { generatorOf, nameWithVersion } from '../analyse/generator-of.ts';
import { type Figure, hasInterval, isKnown } from '../schema/figure.ts';
import type { Unit } from '../schema/figures/definition.ts';
import { readFigure } from '../schema/figures/read-figure.ts';
import { allFigures, type NamedFigure } from '../schema/figures/registry.ts';
import type { MeasuredRow, Report, Row } from '../schema/report.ts';

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
const baseUnits: Record<Unit, { name: string; scale: number }> = {
  'requests/s': { name: '', scale: 1 },
  cores: { name: '', scale: 1 },
  ms: { name: 'seconds', scale: 1e-3 },
  µs: { name: 'seconds', scale: 1e-6 },
  bytes: { name: 'bytes', scale: 1 },
};

function bounds(figure: Figure, scale: number, labels: Record<string, string>): Sample[] {
  if (!isKnown(figure)) return [];
  const { median } = figure;
  const values = hasInterval(figure) ? { median, low: figure.low, high: figure.high } : { median };
  return Object.entries(values).map(([bound, value]) => ({
    labels: { ...labels, bound },
    // Rounded to 12 digits, because 43.7 * 1e-3 is not 0.0437 in binary.
    value: Number((value * scale).toPrecision(12)),
  }));
}

/** The figures of the registry, those with one family together. */
function figureFamilies(): Family[] {
  const byName = new Map<string, NamedFigure[]>();
  for (const definition of allFigures) {
    const { family } = definition.metric;
    byName.set(family, [...(byName.get(family) ?? []), definition]);
  }
  return [...byName].map(([name, definitions]) => {
    const { unit, metric } = definitions[0] as NamedFigure;
    return {
      name,
      unit: baseUnits[unit].name,
      help: metric.help,
      samples: (row) => definitions.flatMap((definition) => samplesOf(row, definition)),
    };
  });
}

function samplesOf(row: MeasuredRow, definition: NamedFigure): Sample[] {
  const { statistic } = definition.metric;
  const figure = readFigure(row, definition);
  return figure ? bounds(figure, baseUnits[definition.unit].scale, statistic ? { statistic } : {}) : [];
}

const families: readonly Family[] = [
  ...figureFamilies(),
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
    samples: ({ failedRequests }) =>
      failedRequests === undefined ? [] : [{ labels: {}, value: failedRequests }],
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
  {
    name: 'bench_bounded',
    unit: '',
    help: 'What sets the figures of the row under load: `by` the CPU or CPU limit of the server, the generator, …',
    samples: ({ bound }) => (bound ? [{ labels: { by: bound.by }, value: 1 }] : []),
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
  const { server, launcher, scenario, runId, cpus } = row;
  const generator = generatorOf([row]);
  return {
    server,
    launcher,
    scenario,
    run: runId,
    ...(cpus !== undefined && { cpus: String(cpus) }),
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
