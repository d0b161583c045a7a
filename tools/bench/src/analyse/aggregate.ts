import type { Report } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import { comparisonsOf } from './comparisons.ts';
import { headlinesOf } from './headlines.ts';
import { rowsOf } from './rows.ts';
import { sharedProvenance, withOwnOptions } from './shared-provenance.ts';

/** Of the JSON Schema file that is written beside the report. */
export const reportSchemaFile = './report.v1.schema.json';

export interface Aggregation {
  /** The server that others are compared with; by default the first by name. */
  reference?: string | undefined;
}

/** The suite's report over the results of its servers, whichever runs they come from. Nothing is analysed after it but what needs its history. */
export function aggregate(results: readonly Result[], { reference }: Aggregation = {}): Report {
  const runs = sharedProvenance(results);
  const rows = results.flatMap((result) =>
    withOwnOptions(rowsOf(result), result, runs[result.runId] ?? result.provenance),
  );
  const comparisons = comparisonsOf(rows, results, reference);
  return completed({ $schema: reportSchemaFile, schemaVersion: 1, runs, rows, comparisons }, results);
}

/** With what a report of an older version does not say itself, from the results that it was made of. */
export function completed(report: Report, results: readonly Result[]): Report {
  const comparisons = report.comparisons ?? comparisonsOf(report.rows, results);
  return { ...report, comparisons, headlines: report.headlines ?? headlinesOf(report.rows, comparisons) };
}
