import { isKnown } from '../../schema/figure.ts';
import type { Report } from '../../schema/report.ts';
import { formatQuantity, formatTick } from '../../text/format.ts';
import { figureCell } from './cell.ts';
import { type Column, columnsOf } from './columns.ts';
import { type Curve, isCapacity } from './curve.ts';

const ofRegistry = [
  'latencyMs.p50',
  'latencyMs.p99',
  'cpuMicrosPerRequest',
  'coldStartMs',
  'fullSpeedMs',
  'pssPeakBytes',
  'rssPeakBytes',
] as const;

/** The columns of a table in which each server has a row for each of its limits. */
export function curveColumns({ runs }: Report, { rows }: Curve): readonly Column[] {
  const there = columnsOf(rows);
  const named = (key: string) => there.find((column) => column.key === key) ?? [];
  return [
    {
      key: 'cpus',
      header: 'CPUs',
      meaning: 'The CPU limit, in cores.',
      place: 0,
      part: 'load',
      cell: ({ cpus }) => ({ state: 'known', text: formatTick(cpus ?? 0) }),
    },
    {
      key: 'curve.capacity',
      header: 'Capacity (rps)',
      meaning: 'Requests per second; in brackets where something else than the server sets them.',
      place: 1,
      part: 'load',
      showInterval: true,
      cell: (row) => figureCell(row.requestsPerSecond, formatQuantity, !isCapacity(row)),
    },
    {
      key: 'curve.generator',
      header: 'Generator',
      meaning:
        "Share of the machine's CPU that the generator used: where it and the limit come near to all, it is the generator that runs out.",
      place: 200,
      part: 'load',
      cell: ({ generatorCores, runId }) => {
        const cpus = runs[runId]?.machine.cpus;
        if (generatorCores === undefined || !isKnown(generatorCores) || cpus === undefined) {
          return { state: 'unavailable', reason: 'an older version, which did not tell it, made the report' };
        }
        return { state: 'known', text: `${Math.round((100 * generatorCores.median) / cpus)} %` };
      },
    },
    ...['bound', ...ofRegistry].flatMap(named),
  ];
}
