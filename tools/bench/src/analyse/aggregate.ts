import type { Report } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import { rowsOf } from './rows.ts';

/** Of the JSON Schema file that is written beside the report. */
export const reportSchemaFile = './report.v1.schema.json';

/** The suite's report over the results of its servers, whichever runs they come from. */
export function aggregate(results: readonly Result[]): Report {
  return {
    $schema: reportSchemaFile,
    schemaVersion: 1,
    runs: Object.fromEntries(results.map((result) => [result.runId, result.provenance])),
    rows: results.flatMap(rowsOf),
  };
}
