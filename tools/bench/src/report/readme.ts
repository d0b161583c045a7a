import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { completed } from '../analyse/aggregate.ts';
import { BenchError } from '../errors/bench-error.ts';
import { type Report, reportSchema } from '../schema/report.ts';
import { type Result, resultSchema } from '../schema/result.ts';
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

/** What README shows of a machine: a picture and the table of one run. */
function renderFirstScreen(report: Report, folder: string): string {
  const [picture] = comparing(report);
  return [
    ...(picture ? [pictureLine(picture, folder)] : []),
    renderMarkdown(report, { folded: true, first: true }).trim(),
  ].join('\n\n');
}

/** The page of one run, in its folder: every picture and every table, with the evidence of each row. */
function renderPage(report: Report, title: string): string {
  const drawn = comparing(report);
  return [
    `# ${escapeMarkdown(title)}`,
    ...drawn.map((picture) => pictureLine(picture, '.')),
    ...new Set(drawn.flatMap(({ legend }) => legend ?? [])),
    renderMarkdown(report).trim(),
    'The raw data of this run lie beside this page, and `report.html` draws them.\n',
  ].join('\n\n');
}

/** The pictures in which there is something to compare. */
function comparing(report: Report): Picture[] {
  return pictures(report).filter(({ group }) => group.rows.length > 1);
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

/** The results that are beside a report: what the sentences of one of an older version are made from. */
async function resultsIn(folder: string, { rows }: Report): Promise<Result[]> {
  const files = [...new Set(rows.map(({ server }) => path.join(folder, server, 'result.json')))];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => undefined)));
  return texts.flatMap((text) => {
    const parsed = text === undefined ? undefined : resultSchema.safeParse(JSON.parse(text));
    return parsed?.success ? [parsed.data] : [];
  });
}

/** Runs under a CPU limit first, since there the server is what runs out; then plain processes, which the others are compared with. */
const runOrder = [/-cpus$/, /-cpus-/, /-curve$/, /^process$/, /^docker$/, /^containerd$/, /^kubernetes$/];

/** The folders of a machine's runs. */
async function runsIn(folder: string): Promise<string[]> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const placeOf = (name: string) => {
    const place = runOrder.findIndex((kind) => kind.test(name));
    return place < 0 ? runOrder.length : place;
  };
  return names.sort((a, b) => placeOf(a) - placeOf(b) || b.localeCompare(a));
}

/**
 * Writes a page for each `<resultsFolder>/<machine>/<run>/report.json`, its pictures beside it, and puts the table of the first
 * run, and links to all pages, between the markers of `readmeFile`.
 */
export async function refreshReadme(
  readmeFile: string,
  resultsFolder: string,
  machine: string,
): Promise<void> {
  const home = path.join(resultsFolder, machine);
  const screens: string[] = [];
  const links: string[] = [];
  for (const run of await runsIn(home)) {
    const folder = path.join(home, run);
    const published = await readReport(path.join(folder, 'report.json'));
    const report = published.headlines ? published : completed(published, await resultsIn(folder, published));
    await Promise.all(pictures(report).map(({ file, svg }) => writeFile(path.join(folder, file), svg)));
    await writeFile(path.join(folder, 'README.md'), renderPage(report, `${machine}, ${run}`));
    const link = path.relative(path.dirname(readmeFile), folder).split(path.sep).join('/');
    screens.push(renderFirstScreen(report, link));
    links.push(`[${escapeMarkdown(run)}](${encodeURI(`${link}/README.md`)})`);
  }
  const readme = await readFile(readmeFile, 'utf8');
  const results = [
    `Measured on **${escapeMarkdown(machine)}**.`,
    ...screens.slice(0, 1),
    `Every run of this machine, with the evidence of each row and the raw data: ${links.join(', ')}.`,
  ].join('\n\n');
  await writeFile(readmeFile, replaceResults(readme, results, readmeFile));
}
