import { expect, test } from 'vitest';
import { reportSchema } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import { aggregate, completed } from './aggregate.ts';
import { measuredRounds } from './fixture/measured-round.ts';
import { measuredResult } from './fixture/result.ts';

function costing(server: string, cpuMicrosPerRequest: number, change: Partial<Result> = {}): Result {
  const rounds = [...measuredRounds(), ...measuredRounds()].map((round, index) => ({
    ...round,
    round: index,
    server: { ...round.server, cpuMicrosPerRequest: cpuMicrosPerRequest * (1 + 0.01 * Math.sin(index * 5)) },
  }));
  return measuredResult({ server, label: server.toUpperCase(), rounds, ...change });
}

const results = [costing('go', 40), costing('rust', 20), costing('node', 80)];

test('report.json holds how each server compares with the first, and the headline that says it', () => {
  const { comparisons, headlines } = reportSchema.parse(JSON.parse(JSON.stringify(aggregate(results))));
  expect(comparisons).toMatchObject([
    { subject: 'go', reference: 'rust', figure: 'cpuMicrosPerRequest', state: 'known', verdict: 'different' },
    { subject: 'node', reference: 'rust', scenario: 'open', launcher: 'process', runId: 'run-1' },
  ]);
  expect(headlines?.[0]?.claim).toMatch(/^RUST serves a request for 20/);
  for (const comparison of comparisons ?? []) {
    const sentence = comparison.state === 'known' ? comparison.sentence : comparison.reason;
    expect(headlines?.[0]?.details).toContain(sentence);
  }
});

test('servers of different runs are not compared, and one that failed is not either', () => {
  const { comparisons } = aggregate([
    costing('go', 40),
    costing('rust', 20),
    costing('node', 80, { runId: 'another' }),
    costing('java', 90, { status: 'failed' }),
  ]);
  expect(comparisons?.map(({ subject }) => subject)).toEqual(['go']);
});

test('a report of an older version gets them from its results, and a new one keeps its own', () => {
  const { comparisons, headlines, ...older } = aggregate(results);
  expect(completed(older, results)).toEqual({ ...older, comparisons, headlines });
  const said = { ...older, comparisons: [], headlines: [] };
  expect(completed(said, results)).toEqual(said);
});
