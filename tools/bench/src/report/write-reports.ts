import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
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
 * Writes the report in every format, and the JSON Schemas that its documents name, into `folder`, and adds its runs
 * to `history.jsonl` there.
 */
export async function writeReports(
  report: Report,
  results: readonly Result[],
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
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
  const history = await extendHistory(report, join(folder, historyFile));
  await replaceFiles(folder, { 'report.html': await renderHtml(report, results, history) });
}
