import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { BenchError } from '../../errors/bench-error.ts';
import type { HistoryEntry } from '../../schema/history-entry.ts';
import type { Report } from '../../schema/report.ts';
import type { Result } from '../../schema/result.ts';
import { pageDataOf } from './page-data.ts';

/** Where the built page takes its data: the content of its data element. */
const dataSlot = '__BENCH_DATA__';

function templateFile(): string {
  const packageFile = createRequire(import.meta.url).resolve('@wasi-bench/nx/package.json');
  return path.join(path.dirname(packageFile), 'dist', 'report-page.html');
}

async function readTemplate(): Promise<string> {
  const file = templateFile();
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new BenchError(
      'REPORT_PAGE_MISSING',
      `The page template ${file} could not be read.`,
      'Build the plugin: nx build bench.',
      { cause },
    );
  }
}

/** What the page shows, packed: small with hundreds of servers, and no name in it can end the element that holds it. */
export async function packPageData(
  report: Report,
  results: readonly Result[],
  history: readonly HistoryEntry[] = [],
): Promise<string> {
  const packed = await promisify(gzip)(JSON.stringify(pageDataOf(report, results, history)), { level: 9 });
  return packed.toString('base64');
}

/** The report as one page that needs no network. */
export async function renderHtml(
  report: Report,
  results: readonly Result[],
  history: readonly HistoryEntry[] = [],
): Promise<string> {
  const [template, data] = await Promise.all([readTemplate(), packPageData(report, results, history)]);
  return template.replace(dataSlot, () => data);
}

/** The page that follows a run: it asks the server that it came from for `events` and `data`. */
export async function renderLivePage(data: string): Promise<string> {
  const template = await readTemplate();
  return template.replace('<html lang="en">', '<html lang="en" data-live>').replace(dataSlot, () => data);
}
