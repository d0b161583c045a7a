import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { aggregate } from '../analyse/aggregate.ts';
import { sameGroup } from '../analyse/groups.ts';
import { entriesOf } from '../analyse/history/entries-of.ts';
import { type Report, reportSchema } from '../schema/report.ts';
import { resultSchema } from '../schema/result.ts';
import { renderBencher } from './bencher.ts';
import { renderCsv } from './csv.ts';
import { renderGithubActionBenchmark } from './github-action-benchmark.ts';
import { readHistory } from './history/history-file.ts';
import { renderOpenMetrics } from './open-metrics.ts';

const home = path.join(import.meta.dirname, '../../../../results');
const folders = readdirSync(home, { recursive: true, encoding: 'utf8' })
  .filter((file) => path.basename(file) === 'report.json')
  .map((file) => path.join(home, path.dirname(file)));

const read = (folder: string, file: string) => readFileSync(path.join(folder, file), 'utf8');
const reportIn = (folder: string): Report => reportSchema.parse(JSON.parse(read(folder, 'report.json')));

/** Columns by their names: a version of the tool may add some. */
function columns(csv: string): Record<string, string[]> {
  const [head = '', ...lines] = csv.trimEnd().split('\r\n');
  // Only labels and generators are quoted, and only where they hold a comma.
  const cells = lines.map((line) => line.split(','));
  return Object.fromEntries(
    head.split(',').map((name, index) => [name, cells.map((row) => row[index] ?? '')]),
  );
}

const lines = (text: string) => text.split('\n').filter((line) => !line.startsWith('# HELP'));

test('there are published reports', () => expect(folders.length).toBeGreaterThan(0));

// What an older version wrote beside a report is what this one makes of it, number by number, to the last digit.
test.each(folders)('the figures of %s come out as they were published', async (folder) => {
  const report = reportIn(folder);
  expect(report.rows.length).toBeGreaterThan(0);
  expect(columns(renderCsv(report))).toMatchObject(columns(read(folder, 'report.csv')));
  expect(lines(renderOpenMetrics(report))).toEqual(
    expect.arrayContaining(lines(read(folder, 'report.prom'))),
  );
  expect(JSON.parse(renderBencher(report))).toMatchObject(JSON.parse(read(folder, 'report.bencher.json')));
  for (const [better, file] of [
    ['lower', 'report.smaller-is-better.json'],
    ['higher', 'report.bigger-is-better.json'],
  ] as const) {
    expect(JSON.parse(renderGithubActionBenchmark(report, better))).toEqual(
      expect.arrayContaining(JSON.parse(read(folder, file))),
    );
  }
  const history = await readHistory(path.join(folder, 'history.jsonl'));
  const entries = entriesOf(report);
  for (const entry of history.filter(({ runId }) => runId in report.runs)) {
    expect(entries).toContainEqual(expect.objectContaining({ runId: entry.runId, server: entry.server }));
    const same = entries.find((each) => each.server === entry.server && sameGroup(each, entry));
    expect(same?.figures).toMatchObject(entry.figures);
  }
});

test.each(folders)('the results in %s still make rows with the figures of its report', (folder) => {
  const published = reportIn(folder);
  const files = published.rows.map(({ server, cpus }) =>
    path.join(server, cpus === undefined ? '' : `${cpus}-cpus`, 'result.json'),
  );
  const results = [...new Set(files)].map((file) => resultSchema.parse(JSON.parse(read(folder, file))));
  const medians = ({ rows }: Report) =>
    rows.map((row) =>
      row.status === 'measured'
        ? [row.server, row.scenario, row.requestsPerSecond, row.latencyMs.p99, row.cpuMicrosPerRequest]
            .map((value) => (typeof value === 'object' && 'median' in value ? value.median : value))
            .join(' ')
        : row.server,
    );
  expect(medians(aggregate(results)).sort()).toEqual(medians(published).sort());
});
