import type { Row, RowGenerator } from '../schema/report.ts';

/** Each generator's percentiles and rates are its own: a table or chart of them says whose they are. */
export function generatorOf(rows: readonly Row[]): RowGenerator | undefined {
  return rows.flatMap((row) => (row.status === 'measured' && row.generator ? [row.generator] : []))[0];
}

/** "wrk 4.1.0" */
export function nameWithVersion({ program, version }: Pick<RowGenerator, 'program' | 'version'>): string {
  return `${program} ${version}`;
}
