import { expect, test } from 'vitest';
import { entriesOf } from '../analyse/history/entries-of.ts';
import { reportSchema } from '../schema/report.ts';
import { renderBencher } from './bencher.ts';
import { renderCsv } from './csv.ts';
import { limitedServer, overLimits } from './fixture/limited-server.ts';
import { failedRow, figure, measuredRow, report } from './fixture/report.ts';
import { renderMarkdown } from './markdown.ts';
import { renderOpenMetrics } from './open-metrics.ts';
import { pictures } from './svg.ts';
import { renderTerminal } from './terminal.ts';
import { curveLines, curvesOf } from './view/curve.ts';

const curves = overLimits();

test('a report over limits is one, and each row names its limit in it', () => {
  expect(reportSchema.parse(curves)).toEqual(curves);
});

test('the terminal has one table, each server within each limit, the tightest first', () => {
  const text = renderTerminal(curves, { columns: 200 });
  expect(text.match(/^Platform/gm)).toHaveLength(1);
  expect(text).toContain('CPU limits from 0.05 to 1 core, launcher process; latency at 50 %');
  const rows = text.split('\n').filter((line) => /^(Rust native|Go|Node) /.test(line));
  expect(rows.map((line) => line.split(/\s{2,}/).slice(0, 2))).toMatchObject([
    [expect.stringMatching(/^Rust native/), '0.05'],
    [expect.stringMatching(/^Rust native/), '0.1'],
    [expect.stringMatching(/^Rust native/), '1'],
    ['Go', '0.05'],
    ['Go', '0.1'],
    ['Go', '1'],
    ['Node', '0.05'],
    ['Node', '0.1'],
    ['Node', '1'],
  ]);
  expect(rows[0]).toMatch(/2,800.* 2 % +its CPU limit /);
  expect(rows[2]).toMatch(/\[56,000\] +47 % +generator /);
  expect(text).toContain('Requests/s in brackets are not the capacity of the server');
});

test('Markdown begins with it, and tells the limits of the other tables and of the notes apart', () => {
  const text = renderMarkdown(curves);
  const titles = text.split('\n').filter((line) => line.startsWith('### '));
  expect(titles[0]).toContain('CPU limits from 0.05 to 1 core');
  expect(titles.filter((title) => title.includes('Scenario closed'))).toHaveLength(3);
  expect(new Set(titles).size).toBe(titles.length);
  expect(text).toContain('Rust native at 1 core: ');
  expect(renderMarkdown(curves, { folded: true, first: true }).match(/^### /gm)).toHaveLength(1);
});

test('every format tells the limits apart', () => {
  const [head = '', ...lines] = renderCsv(curves).trimEnd().split('\r\n');
  const place = head.split(',').indexOf('cpus');
  expect([...new Set(lines.map((line) => line.split(',')[place]))]).toEqual(['0.05', '0.1', '1']);
  expect(head).toContain('generatorCores.median');
  const series = renderOpenMetrics(curves).split('\n');
  expect(series.filter((line) => line.startsWith('bench_requests_per_second{'))).toHaveLength(18 * 3);
  expect(series.some((line) => line.includes('cpus="0.05"'))).toBe(true);
  expect(Object.keys(JSON.parse(renderBencher(curves)))).toHaveLength(18);
  expect(new Set(entriesOf(curves).map(({ cpus }) => cpus))).toEqual(new Set([0.05, 0.1, 1]));
});

test('what was left out is said with the reason', () => {
  const [run] = Object.keys(curves.runs) as [string];
  const leftOut = {
    ...curves,
    runs: { [run]: { ...curves.runs[run]!, limitsLeftOut: [{ cpus: 2, reason: 'no limit here' }] } },
  };
  expect(renderTerminal(leftOut)).toContain('2 cores: left out, no limit here.');
  expect(renderMarkdown(leftOut)).toContain('2 cores: left out, no limit here.');
});

test('what servers keep is told of limits at which the server sets the rate of all of them', () => {
  const [curve] = curvesOf(curves);
  expect(curveLines(curve!)[0]).toContain('With 0.05 cores in place of 0.1, 50.0 % of the CPU');
  const one = (cpus: number, by: 'generator' | 'server-limit') =>
    measuredRow({ cpus, requestsPerSecond: figure(1000), bound: { by, because: 'it does', evidence: {} } });
  const [unknown] = curvesOf(report([one(0.1, 'server-limit'), one(0.5, 'generator')]));
  expect(curveLines(unknown!).join(' ')).not.toContain('in place of');
});

test('a server that failed within one limit has its place in the table and none in the lines', () => {
  const failed = failedRow({ label: 'Node', server: 'node', cpus: 0.05 });
  const rows = curves.rows.filter((row) => !(row.server === 'node' && row.cpus === 0.05));
  const partly = report([...rows, failed, { ...failed, scenario: 'open' }]);
  expect(renderTerminal(partly, { columns: 200 })).toMatch(/Node\s.*failed: SERVER_NOT_READY/);
  const [capacity] = pictures(partly);
  expect(capacity?.svg).toContain('Node: 0.1 cores 900, 1 core 9,000');
});

test('pictures are of the curve, under names of their own', () => {
  const drawn = pictures(curves);
  expect(drawn[0]?.file).toBe('curve-closed-and-open-process-capacity.svg');
  expect(new Set(drawn.map(({ file }) => file)).size).toBe(drawn.length);
  expect(drawn[0]?.svg).toContain('generator');
});

test('one limit, given as a list or not, is no curve', () => {
  expect(curvesOf(report(limitedServer('Go', 2500)))).toEqual([]);
  expect(curvesOf(report(limitedServer('Go', 2500).map((row) => ({ ...row, cpus: 0.1 }))))).toEqual([]);
});
