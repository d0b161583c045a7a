import { expect, test } from 'vitest';
import { type RevisionComparison, revisionComparisonSchema } from '../../schema/revision-comparison.ts';
import { renderJson } from '../../text/json.ts';
import { pairOf, side } from '../fixture/measured-pair.ts';
import { overallVerdict } from '../verdict/overall.ts';
import { serverVerdict } from '../verdict/server.ts';
import { comparisonJsonSchema } from '../write-comparison.ts';
import { marker, renderComparisonMarkdown } from './markdown.ts';
import { renderComparison } from './terminal.ts';

const thresholds = { cpuMicrosPerRequest: 0.05, artifactBytes: 0.05, capacityRequestsPerSecond: 0.05 };
const servers = [
  serverVerdict(pairOf(side('base', {}), side('head', { cpu: 1.1 })), thresholds, 1),
  { server: 'b', label: 'B | <b>', state: 'identical' } as const,
  { server: 'c', label: 'C', state: 'only in', side: 'head' } as const,
];
const comparison: RevisionComparison = revisionComparisonSchema.parse({
  $schema: './compare.v1.schema.json',
  schemaVersion: 1,
  base: { tree: 'commit', name: 'main', commit: '0123456789abcdef' },
  head: { tree: 'working tree', name: 'working tree', commit: 'fedcba9876543210', changedFiles: 2 },
  ...overallVerdict(servers),
  servers,
  notes: [{ code: 'UNCOMMITTED_CHANGES', message: 'head is the working tree', fix: 'Commit' }],
  run: {
    runId: 'r',
    startedAt: '2026-01-01T00:00:00.000Z',
    budgetMs: 300_000,
    spentMs: 120_000,
    tests: 1,
    load: { scenarios: ['closed', 'open'], cpus: 0.1 },
    machine: side('base', {}).provenance.machine,
    seed: 7,
  },
});

test('the comment is one table with a fold, and begins with what finds it again', () => {
  const markdown = renderComparisonMarkdown(comparison);
  expect(markdown.startsWith(`${marker}\n`)).toBe(true);
  const [open, folded] = markdown.split('<details>');
  expect(open!.match(/^\| *:?-/gm)).toHaveLength(1);
  expect(open).toContain('### 🔴 Go is slower.');
  expect(open).toMatch(/\| +🔴 \| Go .*\| slower .*\| +1\.\d+ \(1\.\d+–1\.\d+\) \|/);
  expect(open).toMatch(/B \\\| &lt;b&gt; +\| identical/);
  expect(folded).toContain('and 2 uncommitted changes');
  expect(folded).toContain('not compared: the load has no scenario');
  expect(folded).toMatch(/\d+ rounds, both sides at the same time\), with exact intervals of 9\d/);
  expect(markdown.trimEnd().endsWith('</details>')).toBe(true);
});

test('intervals of too few rounds for all ratios are not said to hold together', () => {
  const many = { ...comparison, run: { ...comparison.run!, tests: 1000 } };
  expect(renderComparison(many)).toMatch(
    /For 1000 ratios to hold together in 95 of 100 runs, each takes 16 rounds: --budget=\d+s\./,
  );
  expect(renderComparison(comparison)).toContain('so that all of them hold together in 95 of 100 runs.');
});

test('the terminal has the same, and ends with the verdict', () => {
  const text = renderComparison(comparison);
  expect(text).toContain('working tree (fedcba987654 and 2 uncommitted changes) against main (0123456789ab)');
  expect(text).toMatch(/CPU per request +\S+ µs +\S+ µs +1\.\d+ /);
  expect(text).toContain('Measured for 120 s of 300 s, seed 7.');
  expect(text.split('\n').at(-1)).toBe('SLOWER: Go is slower.');
});

test('the JSON Schema of compare.json is what schemas/compare.v1.schema.json holds', async () => {
  // `vitest run -u` writes the file afresh after a change of the schema.
  await expect(renderJson(comparisonJsonSchema())).toMatchFileSnapshot(
    '../../../schemas/compare.v1.schema.json',
  );
});
