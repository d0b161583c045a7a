import { expect, test, vi } from 'vitest';
import type { Report } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import { added, addedName } from './fixture/added-figure.ts';

vi.mock('../schema/figures/entries.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../schema/figures/entries.ts')>();
  return { ...original, figures: { ...original.figures, [addedName]: added } };
});

const { aggregate } = await import('../analyse/aggregate.ts');
const { effectSize } = await import('../analyse/effect-size.ts');
const { measuredResult } = await import('../analyse/fixture/result.ts');
const { measuredRounds } = await import('../analyse/fixture/measured-round.ts');
const { baselineOf } = await import('../gate/baseline.ts');
const { allFigures } = await import('../schema/figures/registry.ts');
const { reportSchema } = await import('../schema/report.ts');
const { baselineSchema } = await import('../schema/baseline.ts');
const { renderBencher } = await import('./bencher.ts');
const { renderCsv } = await import('./csv.ts');
const { renderGithubActionBenchmark } = await import('./github-action-benchmark.ts');
const { historyEntrySchema } = await import('../schema/history-entry.ts');
const { entriesOf } = await import('../analyse/history/entries-of.ts');
const { trendsOf } = await import('./html/trends.ts');
const { jsonSchemas } = await import('./json-schemas.ts');
const { renderMarkdown } = await import('./markdown.ts');
const { renderOpenMetrics } = await import('./open-metrics.ts');
const { renderTerminal } = await import('./terminal.ts');

/** Two servers of one run: the second receives three times the bytes. */
function results(): [Result, Result] {
  const rounds = (bytes: number) =>
    [...measuredRounds(), ...measuredRounds()].map((round, index) => ({
      ...round,
      round: index,
      load: { ...round.load, receivedBytes: bytes * round.load.requests },
    }));
  return [
    measuredResult({ rounds: rounds(111) }),
    measuredResult({ server: 'node', label: 'Node', rounds: rounds(333) }),
  ];
}

const stored = (): Report => reportSchema.parse(JSON.parse(JSON.stringify(aggregate(results()))));

test('a figure added to the registry is in report.json and its schema', () => {
  expect(stored().rows).toMatchObject([{ [addedName]: { median: 111 } }, { [addedName]: { median: 333 } }]);
  expect(JSON.stringify(jsonSchemas()['report.v1.schema.json'])).toContain(`"${addedName}"`);
});

test('it is in every format', () => {
  const report = stored();
  const [head = '', go = ''] = renderCsv(report).split('\r\n');
  expect(go.split(',')[head.split(',').indexOf(`${addedName}.median`)]).toBe('111');
  expect(renderOpenMetrics(report)).toMatch(
    /# UNIT bench_received_per_request_bytes bytes\n.*\nbench_received_per_request_bytes\{server="go".*bound="median"\} 111/,
  );
  expect(JSON.parse(renderBencher(report))['go/open']['received-per-request-bytes'].value).toBe(111);
  expect(JSON.parse(renderGithubActionBenchmark(report, 'lower'))).toContainEqual(
    expect.objectContaining({ name: 'go/open received-per-request', unit: 'bytes', value: 111 }),
  );
  for (const text of [renderTerminal(report, { columns: 200 }), renderMarkdown(report)]) {
    expect(text).toContain('Received');
    expect(text).toContain('333 B');
  }
});

test('it is kept in the history and drawn from it', () => {
  const report = stored();
  const [entry] = entriesOf(report).map((each) => historyEntrySchema.parse(JSON.parse(JSON.stringify(each))));
  expect(entry?.figures).toMatchObject({ [addedName]: { median: 111 } });
  expect(trendsOf(report, entriesOf(report))[0]?.runs[0]?.values).toHaveProperty(addedName);
});

test('servers are compared by it, and it can be gated', () => {
  const [go, node] = results();
  const figure = addedName as Parameters<typeof effectSize>[0]['figure'];
  expect(effectSize({ subject: node, reference: go, scenario: 'open', figure })).toMatchObject({
    state: 'known',
    sentence: expect.stringContaining('Node sends 3.00 times the bytes received per request of Go'),
  });
  const [row] = baselineSchema.parse(JSON.parse(JSON.stringify(baselineOf([go])))).rows;
  expect(row?.values).toHaveProperty(addedName, Array(10).fill(111));
});

test.each(['lower', 'higher'] as const)('every figure with a slug goes out in the direction %s', (better) => {
  const names = (JSON.parse(renderGithubActionBenchmark(stored(), better)) as { name: string }[]).map(
    (entry) => entry.name,
  );
  for (const { slug, better: direction, optional } of allFigures) {
    if (!slug || optional || slug === 'image-size') continue;
    expect(names.includes(`go/open ${slug}`)).toBe(direction === better);
  }
});
