import { isKnown } from '../../schema/figure.ts';
import type { FigureColumn } from '../../schema/figures/definition.ts';
import { invalidates, isInvalid, readFigure } from '../../schema/figures/read-figure.ts';
import { allFigures, type FigureName, type NamedFigure } from '../../schema/figures/registry.ts';
import type { MeasuredRow, Row } from '../../schema/report.ts';
import { formatBytes, formatCount, formatOf } from '../../text/format.ts';
import { boundCell } from './bound-cell.ts';
import { capacityCell, headroomCell } from './capacity-cells.ts';
import { type Cell, figureCell } from './cell.ts';
import { generatorCell } from './generator.ts';

export interface Column extends FigureColumn {
  key: string;
  /** What the column means, in one sentence, for a legend or a tooltip. */
  meaning: string;
  cell(row: MeasuredRow): Cell;
  /** Of a column that not every table has: undefined where the row has nothing for it. */
  read?(row: MeasuredRow): unknown;
}

/** What stands in a table and is no figure, or more than one. */
const columnsBeside: readonly Column[] = [
  {
    key: 'capacity.generatorCores',
    header: 'k6 (cores)',
    meaning: "Busy cores of k6 at that rate, and idle ones: the generator's headroom.",
    place: 20,
    part: 'load',
    read: (row) => row.capacity,
    cell: (row) => headroomCell(row.capacity),
  },
  {
    key: 'generator',
    header: 'Generator',
    meaning: 'What made the load: its figures are its own, and not to be compared with those of another.',
    place: 30,
    part: 'load',
    read: (row) => row.generator,
    cell: (row) => generatorCell(row.generator),
  },
  {
    key: 'failedRequests',
    header: 'Failed',
    meaning: 'Requests that the generator counted as failed, over all rounds.',
    place: 80,
    part: 'load',
    cell: ({ failedRequests }) =>
      failedRequests === undefined
        ? { state: 'unavailable', reason: 'the script has k6 call no status a failure' }
        : { state: 'known', text: formatCount(failedRequests) },
  },
  {
    key: 'bound',
    header: 'Bound by',
    meaning:
      'What sets the figures under load; a rate that the server, or its CPU limit, sets is its capacity.',
    place: 85,
    part: 'load',
    read: (row) => row.bound,
    cell: (row) => boundCell(row.bound),
  },
  {
    key: 'size',
    header: 'Size',
    meaning: 'Unpacked size of the image where the server ran from one, else of the files that it ships as.',
    place: 90,
    part: 'footprint',
    cell: sizeCell,
  },
];

/** Where more is to be said than the figure. */
const cells: Partial<Record<FigureName, Column['cell']>> = {
  capacityRequestsPerSecond: (row) => capacityCell(row.capacity, invalidates(row, 'capacity')),
};

const columns: readonly Column[] = [...allFigures.flatMap(columnOf), ...columnsBeside].sort(
  (one, other) => one.place - other.place,
);

function columnOf(definition: NamedFigure): Column[] {
  const { name, key, meaning, unit, optional, column } = definition;
  if (!column) return [];
  const cell = (row: MeasuredRow) =>
    figureCell(
      readFigure(row, definition) ?? { unavailable: optional ?? 'the report has no such figure' },
      formatOf(unit),
      isInvalid(row, definition),
    );
  return [
    {
      ...column,
      key,
      meaning,
      cell: cells[name] ?? cell,
      ...(optional && { read: (row: MeasuredRow) => readFigure(row, definition) }),
    },
  ];
}

function sizeCell(row: MeasuredRow): Cell {
  const image = isKnown(row.imageBytes);
  const cell = figureCell(image ? row.imageBytes : row.artifactBytes, formatBytes);
  return cell.state === 'known'
    ? { state: 'known', text: `${cell.text} ${image ? 'image' : 'files'}` }
    : cell;
}

function knows(row: MeasuredRow, key: string): boolean {
  const definition = allFigures.find((each) => each.key === key)!;
  const figure = readFigure(row, definition);
  return figure !== undefined && isKnown(figure);
}

/** The columns of a table: those that every row has, and those that some row of it has. */
export function columnsOf(rows: readonly Row[]): readonly Column[] {
  const measured = rows.filter((row) => row.status === 'measured');
  return columns.filter(
    ({ read, insteadOf }) =>
      (!read || measured.some((row) => read(row) !== undefined)) &&
      (insteadOf === undefined || !measured.every((row) => knows(row, insteadOf))),
  );
}

/** Of a table of servers within a limit: what was measured under the load that it stands for. */
const limitedKeys = [
  'requestsPerSecond',
  'latencyMs.avg',
  'latencyMs.p50',
  'latencyMs.p99',
  'latencyMs.p999',
  'cpuMicrosPerRequest',
  'dependencyCpuMicrosPerRequest',
  'failedRequests',
  'bound',
  'size',
  'pssAtRestBytes',
  'rssAtRestBytes',
  'coldStartMs',
  'fullSpeedMs',
];

/** @param width `roomy` has the spare columns too */
export function limitedColumns(
  rows: readonly Row[],
  width: 'roomy' | 'narrow' = 'narrow',
): readonly Column[] {
  const there = columnsOf(rows).filter(({ spare }) => width === 'roomy' || !spare);
  return limitedKeys.flatMap((key) => there.find((column) => column.key === key) ?? []);
}
