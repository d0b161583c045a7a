import { nameWithVersion } from '../../analyse/generator-of.ts';
import type { Report, Row, RowGenerator } from '../../schema/report.ts';
import type { Cell } from './cell.ts';

/** What made the load of a row, with its version, k6 too. */
export function generatorOfRow(row: Row, { runs }: Report): string {
  if (row.status === 'measured' && row.generator) return nameWithVersion(row.generator);
  const k6 = runs[row.runId]?.tools.k6;
  return row.status === 'measured' && k6 !== undefined ? `k6 ${k6}` : '';
}

const k6Cell: Cell = { state: 'unavailable', reason: 'the load was made by k6' };

export function generatorCell(generator: RowGenerator | undefined): Cell {
  return generator ? { state: 'known', text: nameWithVersion(generator) } : k6Cell;
}
