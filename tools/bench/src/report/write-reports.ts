import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withLevelChanges } from '../analyse/history/level-changes.ts';
import type { Report } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import { renderJson } from '../text/json.ts';
import { renderBencher } from './bencher.ts';
import { renderCsv } from './csv.ts';
import { renderGithubActionBenchmark } from './github-action-benchmark.ts';
import { extendHistory, historyFile } from './history/history-file.ts';
import { renderHtml } from './html/page.ts';
import { jsonSchemas } from './json-schemas.ts';
import { renderMarkdown } from './markdown.ts';
import { renderOpenMetrics } from './open-metrics.ts';
import { replaceFile } from './replace-file.ts';

async function replaceFiles(folder: string, files: Record<string, string>): Promise<void> {
  await Promise.all(Object.entries(files).map(([name, text]) => replaceFile(join(folder, name), text)));
}

/**
 * Adds the report's runs to `history.jsonl` in `folder`, and writes there the report in every format, and the JSON Schemas that its
 * documents name. @returns the report, with what its history says
 */
export async function writeReports(
  measured: Report,
  results: readonly Result[],
  folder: string,
): Promise<Report> {
  await mkdir(folder, { recursive: true });
  const history = await extendHistory(measured, join(folder, historyFile));
  const report = withLevelChanges(measured, history);
  const schemas = Object.entries(jsonSchemas()).map(([name, schema]) => [name, renderJson(schema)]);
  await replaceFiles(folder, {
    ...Object.fromEntries(schemas),
    'report.json': renderJson(report),
    'report.md': renderMarkdown(report),
    'report.csv': renderCsv(report),
    'report.prom': renderOpenMetrics(report),
    'report.bencher.json': renderBencher(report),
    'report.smaller-is-better.json': renderGithubActionBenchmark(report, 'lower'),
    'report.bigger-is-better.json': renderGithubActionBenchmark(report, 'higher'),
  });
  await replaceFiles(folder, { 'report.html': await renderHtml(report, results, history) });
  return report;
}
