import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import { renderCsv } from './csv.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import { renderOpenMetrics } from './open-metrics.ts';

/** Writes the report in every format into `folder`, as `report.<extension>`. */
export async function writeReports(
  report: Report,
  _results: readonly Result[],
  folder: string,
): Promise<void> {
  const formats = {
    json: renderJson(report),
    md: renderMarkdown(report),
    csv: renderCsv(report),
    prom: renderOpenMetrics(report),
  };
  await mkdir(folder, { recursive: true });
  await Promise.all(
    Object.entries(formats).map(([extension, text]) => writeFile(join(folder, `report.${extension}`), text)),
  );
}
