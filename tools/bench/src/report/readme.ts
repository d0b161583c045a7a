import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BenchError } from '../errors/bench-error.ts';
import { type Report, reportSchema } from '../schema/report.ts';
import { type Result, resultSchema } from '../schema/result.ts';
import { headlinesOf } from './headlines.ts';
import { escapeMarkdown, renderMarkdown } from './markdown.ts';
import { type Picture, pictures } from './svg.ts';

const start = '<!-- bench:start -->';
const end = '<!-- bench:end -->';

function only(text: string, marker: string, file: string): number {
  const place = text.indexOf(marker);
  if (place >= 0 && place === text.lastIndexOf(marker)) return place;
  throw new BenchError(
    'README_MARKER',
    `${file} must hold the line ${marker} once, and holds it ${text.split(marker).length - 1} times.`,
    `Put ${start} and ${end} around the place for the results, each once.`,
  );
}

/** Replaces what stands between the two markers and leaves every other byte. `file` is for the error alone. */
export function replaceResults(readme: string, results: string, file: string): string {
  const from = only(readme, start, file) + start.length;
  const to = only(readme, end, file);
  if (to < from) {
    throw new BenchError(
      'README_MARKER',
      `${file} holds ${end} before ${start}.`,
      `Put ${start} above ${end}.`,
    );
  }
  return `${readme.slice(0, from)}\n\n${results.trim()}\n\n${readme.slice(to)}`;
}

function pictureLine({ file, alt }: Picture, folder: string): string {
  return `![${escapeMarkdown(alt)}](${encodeURI(`${folder}/${file}`)})`;
}

/** The results of a named machine: pictures of the first scenario and launcher, then every table. */
export function renderResults(
  report: Report,
  results: readonly Result[],
  machine: string,
  folder: string,
): string {
  const drawn = pictures(report);
  return [
    `Measured on **${escapeMarkdown(machine)}**. The [raw data](${encodeURI(folder)}) is beside it.`,
    ...drawn.slice(0, 2).map((picture) => pictureLine(picture, folder)),
    'Latency: ● p50, | p90 and p95, ○ p99, × max.',
    renderMarkdown(report, headlinesOf(report, results)),
  ].join('\n\n');
}

async function readReport(file: string): Promise<Report> {
  const parsed = reportSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new BenchError(
    'REPORT_INVALID',
    `${file} is not a report: ${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}.`,
    'Measure again and publish the new report.',
  );
}

/** The results of the servers that are beside a report: what its sentences are made from. */
async function resultsIn(folder: string): Promise<Result[]> {
  const files = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(folder, entry.name, 'result.json'));
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => undefined)));
  return texts.flatMap((text) => {
    const parsed = text === undefined ? undefined : resultSchema.safeParse(JSON.parse(text));
    return parsed?.success ? [parsed.data] : [];
  });
}

/**
 * Draws the pictures of `<resultsFolder>/<machine>/report.json` beside it and puts them, with the tables, between
 * the markers of `readmeFile`.
 */
export async function refreshReadme(
  readmeFile: string,
  resultsFolder: string,
  machine: string,
): Promise<void> {
  const folder = path.join(resultsFolder, machine);
  const report = await readReport(path.join(folder, 'report.json'));
  await Promise.all(pictures(report).map(({ file, svg }) => writeFile(path.join(folder, file), svg)));
  const link = path.relative(path.dirname(readmeFile), folder).split(path.sep).join('/');
  const readme = await readFile(readmeFile, 'utf8');
  await writeFile(
    readmeFile,
    replaceResults(readme, renderResults(report, await resultsIn(folder), machine, link), readmeFile),
  );
}
