import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { aggregate } from '../analyse/aggregate.ts';
import { replaceFile } from '../report/replace-file.ts';
import { writeReports } from '../report/write-reports.ts';
import type { Result } from '../schema/result.ts';
import { type RevisionComparison, revisionComparisonSchema } from '../schema/revision-comparison.ts';
import { renderJson } from '../text/json.ts';
import { renderComparisonMarkdown } from './render/markdown.ts';

/** JSON Schema (draft 2020-12) of `compare.json`. */
export const comparisonJsonSchema = () => ({
  title: 'Comparison of two revisions',
  ...z.toJSONSchema(revisionComparisonSchema, { reused: 'ref' }),
});

/** `compare.json`, `compare.md`, and the report on both sides in every format that a report has. */
export async function writeComparison(
  comparison: RevisionComparison,
  results: readonly Result[],
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  if (results.length > 0) await writeReports(aggregate(results), results, folder);
  await replaceFile(join(folder, 'compare.v1.schema.json'), renderJson(comparisonJsonSchema()));
  await replaceFile(join(folder, 'compare.json'), renderJson(comparison));
  await replaceFile(join(folder, 'compare.md'), renderComparisonMarkdown(comparison));
}
