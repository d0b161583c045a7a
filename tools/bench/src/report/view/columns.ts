import { type Figure, isKnown } from '../../schema/figure.ts';
import type { RankedFigure } from '../../schema/finding.ts';
import type { LatencyFigures, MeasuredRow, Row } from '../../schema/report.ts';
import { formatBytes, formatCount, formatQuantity } from '../format.ts';
import { capacityCell, headroomCell } from './capacity-cells.ts';
import { type Cell, figureCell } from './cell.ts';
import { generatorCell, generatorCpuCell } from './generator.ts';

export interface Column {
  key: string;
  header: string;
  /** What the column means, in one sentence, for a legend or a tooltip. */
  meaning: string;
  /** `load` is what happened under load; `footprint` is what the server costs besides. */
  part: 'load' | 'footprint';
  /** Whether the interval is worth the room in a table of text. */
  showInterval: boolean;
  cell(row: MeasuredRow): Cell;
}

export function invalidates(row: MeasuredRow, figure: RankedFigure): boolean {
  return row.findings.some((finding) => finding.invalidates.includes(figure));
}

function latencyColumn(key: keyof LatencyFigures, header: string, meaning: string): Column {
  return {
    key: `latencyMs.${key}`,
    header,
    meaning,
    part: 'load',
    showInterval: false,
    cell: (row) => figureCell(row.latencyMs[key], formatQuantity, invalidates(row, 'latencyMs')),
  };
}

function sizeCell(row: MeasuredRow): Cell {
  const image = isKnown(row.imageBytes);
  const cell = figureCell(image ? row.imageBytes : row.artifactBytes, formatBytes);
  return cell.state === 'known'
    ? { state: 'known', text: `${cell.text} ${image ? 'image' : 'files'}` }
    : cell;
}

interface OptionalColumn extends Column {
  /** Undefined where the launcher or the scenario has no such figure. */
  read(row: MeasuredRow): unknown;
}

/** A size in bytes that only some launchers have. */
function optional(
  column: Pick<Column, 'key' | 'header' | 'meaning'> & { read(row: MeasuredRow): Figure | undefined },
): OptionalColumn {
  return {
    ...column,
    part: 'footprint',
    showInterval: false,
    cell: (row) =>
      figureCell(
        column.read(row) ?? { unavailable: `launcher ${row.launcher} has no such figure` },
        formatBytes,
      ),
  };
}

const columns: readonly (Column | OptionalColumn)[] = [
  {
    key: 'capacity',
    header: 'Capacity (rps)',
    meaning:
      'Highest arrival rate at which p99 stayed under the limit and nothing was dropped; the other figures under load are those at this rate.',
    part: 'load',
    showInterval: true,
    read: (row) => row.capacity,
    cell: (row) => capacityCell(row.capacity, invalidates(row, 'capacity')),
  },
  {
    key: 'capacity.generatorCores',
    header: 'k6 (cores)',
    meaning: "Busy cores of k6 at that rate, and idle ones: the generator's headroom.",
    part: 'load',
    showInterval: false,
    read: (row) => row.capacity,
    cell: (row) => headroomCell(row.capacity),
  },
  {
    key: 'generator',
    header: 'Generator',
    meaning: 'What made the load: its figures are its own, and not to be compared with those of another.',
    part: 'load',
    showInterval: false,
    read: (row) => row.generator,
    cell: (row) => generatorCell(row.generator),
  },
  {
    key: 'generatorCpuMicrosPerRequest',
    header: 'Its CPU (µs/request)',
    meaning: 'CPU time of this generator itself, divided by its requests.',
    part: 'load',
    showInterval: false,
    read: (row) => row.generator,
    cell: (row) => generatorCpuCell(row.generator),
  },
  latencyColumn(
    'avg',
    'Avg (ms)',
    'Mean time from sending a request to the last byte of its answer, by the generator.',
  ),
  latencyColumn('p50', 'p50 (ms)', 'Half of the requests took at most this long.'),
  latencyColumn('p95', 'p95 (ms)', '95 % of the requests took at most this long.'),
  latencyColumn('p99', 'p99 (ms)', '99 % of the requests took at most this long.'),
  {
    key: 'requestsPerSecond',
    header: 'rps',
    meaning: 'Requests per second that the generator completed.',
    part: 'load',
    showInterval: true,
    cell: (row) => figureCell(row.requestsPerSecond, formatQuantity, invalidates(row, 'requestsPerSecond')),
  },
  {
    key: 'cpuMicrosPerRequest',
    header: 'CPU (µs/request)',
    meaning:
      "CPU time of the server's whole process tree or cgroup during the load, divided by the generator's requests.",
    part: 'load',
    showInterval: true,
    cell: (row) =>
      figureCell(row.cpuMicrosPerRequest, formatQuantity, invalidates(row, 'cpuMicrosPerRequest')),
  },
  {
    key: 'failedRequests',
    header: 'Failed',
    meaning: 'Requests that the generator counted as failed, over all rounds.',
    part: 'load',
    showInterval: false,
    cell: (row) => ({ state: 'known', text: formatCount(row.failedRequests) }),
  },
  {
    key: 'size',
    header: 'Size',
    meaning: 'Unpacked size of the image where the server ran from one, else of the files that it ships as.',
    part: 'footprint',
    showInterval: false,
    cell: sizeCell,
  },
  optional({
    key: 'imageCompressedBytes',
    header: 'Pull',
    meaning: 'Size of the image through gzip: about what a pull moves.',
    read: (row) => row.imageCompressedBytes,
  }),
  {
    key: 'rssAtRestBytes',
    header: 'RAM at rest',
    meaning: 'Resident memory of the process tree once ready, before any load.',
    part: 'footprint',
    showInterval: false,
    cell: (row) => figureCell(row.rssAtRestBytes, formatBytes),
  },
  optional({
    key: 'anonymousAtRestBytes',
    header: 'Anonymous',
    meaning: "The part of the RAM at rest that no file backs, by the container's cgroup.",
    read: (row) => row.anonymousAtRestBytes,
  }),
  {
    key: 'rssPeakBytes',
    header: 'RAM peak',
    meaning: 'Highest resident memory of the process tree under load.',
    part: 'footprint',
    showInterval: false,
    cell: (row) => figureCell(row.rssPeakBytes, formatBytes, invalidates(row, 'rssPeakBytes')),
  },
  {
    key: 'coldStartMs',
    header: 'Cold start (ms)',
    meaning: 'Time from launch to the first 200.',
    part: 'footprint',
    showInterval: false,
    cell: (row) => figureCell(row.coldStartMs, formatQuantity),
  },
];

/** The columns of a table: those that every launcher has, and those that some row of it has. */
export function columnsOf(rows: readonly Row[]): readonly Column[] {
  return columns.filter(
    (column) =>
      !('read' in column) || rows.some((row) => row.status === 'measured' && column.read(row) !== undefined),
  );
}
