import { expect, test } from 'vitest';
import type { RowComparison } from '../schema/comparison.ts';
import { reportSchema } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import { aggregate, completed } from './aggregate.ts';
import { measuredRound, measuredRounds } from './fixture/measured-round.ts';
import { measuredResult } from './fixture/result.ts';
import { seeded } from './fixture/seeded.ts';

function costing(server: string, cpuMicrosPerRequest: number, change: Partial<Result> = {}): Result {
  const rounds = [...measuredRounds(), ...measuredRounds()].map((round, index) => ({
    ...round,
    round: index,
    server: { ...round.server, cpuMicrosPerRequest: cpuMicrosPerRequest * (1 + 0.01 * Math.sin(index * 5)) },
  }));
  return measuredResult({ server, label: server.toUpperCase(), rounds, ...change });
}

const { normal } = seeded(5);

const results = [costing('go', 40), costing('rust', 20), costing('node', 80)];

test('report.json holds how each server compares with the one named, and the headline that says it', () => {
  const report = aggregate(results, { reference: 'rust' });
  const { comparisons, headlines } = reportSchema.parse(JSON.parse(JSON.stringify(report)));
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

test('where none is named the reference is the first by name, and not the one that came out first', () => {
  const references = (named?: string) =>
    aggregate(results, { reference: named }).comparisons?.map(({ reference }) => reference);
  expect(references()).toEqual(['go', 'go']);
  expect(references('node')).toEqual(['node', 'node']);
  expect(references('not-measured')).toEqual(['go', 'go']);
});

test('a reference whose figure means nothing is compared with by no one, and it is said why', () => {
  const failing = costing('go', 40);
  for (const round of failing.rounds) if (round.status === 'measured') round.load.failedRequests = 900;
  const { comparisons } = aggregate([failing, ...results.slice(1)], { reference: 'go' });
  expect(comparisons).toMatchObject([
    { reference: 'go', state: 'refused', reason: expect.stringContaining('error-responses') },
    { reference: 'go', state: 'refused' },
  ]);
});

/** Runs of five servers that cost so many times 20 µs under noise of 10 %, in each of six rounds. */
function comparedIn(runs: number, factors: number[]): RowComparison[][] {
  return Array.from({ length: runs }, () => {
    const servers = factors.map((factor, place) =>
      measuredResult({
        server: `server-${place}`,
        label: `Server ${place}`,
        rounds: Array.from({ length: 6 }, (_, index) => {
          const round = measuredRound(index);
          round.server.cpuMicrosPerRequest = 20 * factor * Math.exp(0.1 * normal());
          return round;
        }),
      }),
    );
    return aggregate(servers, { reference: 'server-0' }).comparisons ?? [];
  });
}

const isDifferent = (comparison: RowComparison) =>
  comparison.state === 'known' && comparison.verdict === 'different';

test('five equal servers are told apart in at most 5 % of runs, and no sentence of another asserts a difference', () => {
  const runs = comparedIn(100, [1, 1, 1, 1, 1]);
  expect(
    runs.filter((comparisons) => comparisons.some(isDifferent)).length / runs.length,
  ).toBeLessThanOrEqual(0.05);
  for (const comparison of runs.flat()) {
    expect(comparison).toMatchObject({ state: 'known', comparisons: 4, correction: 'closed testing' });
    const said = comparison.state === 'known' ? comparison.sentence : '';
    expect(/ uses [\d.]+ times /.test(said)).toBe(isDifferent(comparison));
  }
  // Alone, each of these leaves 1 out of its interval: it is said that they are counted among four.
  const alone = runs
    .flat()
    .filter((each) => each.state === 'known' && !isDifferent(each) && (each.low > 1 || each.high < 1));
  expect(alone.length).toBeGreaterThan(3);
  for (const each of alone)
    expect(each).toMatchObject({ sentence: expect.stringContaining('one of 4 comparisons') });
}, 60_000);

test('five servers that cost 1 to 1.8 to 4 times as much are told apart by six rounds', () => {
  const runs = comparedIn(20, [1, 1.8, 1.9, 3.5, 4.2]);
  expect(runs.filter((comparisons) => comparisons.every(isDifferent)).length).toBeGreaterThanOrEqual(19);
}, 60_000);

test('servers of different runs are not compared, and one that failed is not either', () => {
  const { comparisons } = aggregate([
    costing('go', 40),
    costing('rust', 20),
    costing('node', 80, { runId: 'another' }),
    costing('java', 90, { status: 'failed' }),
  ]);
  expect(comparisons?.map(({ subject }) => subject)).toEqual(['rust']);
});

test('a report of an older version gets them from its results, and a new one keeps its own', () => {
  const { comparisons, headlines, ...older } = aggregate(results);
  expect(completed(older, results)).toEqual({ ...older, comparisons, headlines });
  const said = { ...older, comparisons: [], headlines: [] };
  expect(completed(said, results)).toEqual(said);
});
