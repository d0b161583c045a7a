import { expect, test } from 'vitest';
import { seeded } from '../analyse/fixture/seeded.ts';
import { ascending, percentileByK6, trendByK6 } from '../k6-output/merge/fixture/k6-trend.ts';
import { renderExplainedJson } from './json.ts';
import { explainMerged } from './merged.ts';
import { renderExplained } from './render.ts';

const { random } = seeded(4);
const latencies = (slowShare: number) =>
  Array.from({ length: 4000 }, () => (random() < slowShare ? 60 : 3) * (1 + random()));

/** What `--summary-export` writes; with the given percentiles alone, or those of the grid. */
function exported(samples: readonly number[], percents?: readonly number[]): string {
  const count = samples.length;
  return JSON.stringify({
    metrics: {
      http_reqs: { count, rate: count / 5 },
      http_req_duration: trendByK6(samples, percents),
      iterations: { count, rate: count / 5 },
      iteration_duration: trendByK6(samples, percents),
      data_sent: { count: 1, rate: 1 },
      vus_max: { value: 10, min: 10, max: 10 },
    },
  });
}

test('summaries with quantiles are explained as the summary that one runner of all would have given', () => {
  const runners = [latencies(0), latencies(0.04)];
  const merged = explainMerged(runners.map((each) => exported(each)));
  const all = ascending(runners.flat());
  expect(merged.load).toMatchObject({ requests: 8000, requestsPerSecond: 1600, vusMax: 20 });
  const p99 = merged.merged?.latencyPercentiles.p99;
  const truth = percentileByK6(all, 99);
  expect(p99).toMatchObject({ state: 'bounded', errorShareAtMost: expect.any(Number) });
  expect(Math.abs(merged.load.latencyMs!.p99! - truth) / truth).toBeLessThan(0.01);
  const text = renderExplained([merged]);
  expect(text).toMatch(/^2 runners: 1,600 requests\/s/);
  expect(text).toMatch(/merged +2 runners: counts add up/);
  expect(text).toMatch(/latency of all samples: p50 .*p99\.9 \d+(\.\d+)? ms \(within [\d.]+ %\)/);
  expect(JSON.parse(renderExplainedJson([merged]))[0].merged.runners).toBe(2);
});

test("from k6's default statistics no percentile is made up: it lies between two times, and the fix is said", () => {
  const merged = explainMerged([latencies(0), latencies(0.04)].map((each) => exported(each, [90, 95])));
  expect(merged.merged?.latencyPercentiles.p99).toMatchObject({ state: 'unknown' });
  expect(merged.load.latencyMs).not.toHaveProperty('p99');
  expect(merged.load.latencyMs).toHaveProperty('avg');
  expect(renderExplained([merged])).toMatch(/too few quantiles to tell: .*p99 between .* and .*--quantiles/);
});

test('a text that is no summary is no runner', () => {
  expect(() => explainMerged([exported(latencies(0)), 'Hello'])).toThrow(
    expect.objectContaining({ code: 'NOT_A_SUMMARY' }),
  );
});
