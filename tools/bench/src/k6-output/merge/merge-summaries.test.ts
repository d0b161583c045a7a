import { expect, test } from 'vitest';
import { summariesOfJson } from '../json.ts';
import { loadOf } from '../metrics.ts';
import type { Summary } from '../summary.ts';
import { trendByK6 } from './fixture/k6-trend.ts';
import { mergeSummaries } from './merge-summaries.ts';

/** A runner's `--summary-export`. */
function runner(requests: number, latencies: number[], more: Record<string, object> = {}): Summary {
  const seconds = 5;
  const metrics = {
    http_reqs: { count: requests, rate: requests / seconds },
    http_req_duration: trendByK6(latencies),
    http_req_failed: { passes: 1, fails: requests - 1, value: 1 / requests },
    iterations: { count: requests, rate: requests / seconds },
    iteration_duration: trendByK6(latencies.map((each) => each + 1)),
    data_received: { count: 100 * requests, rate: (100 * requests) / seconds },
    data_sent: { count: 80 * requests, rate: (80 * requests) / seconds },
    vus: { value: 5, min: 5, max: 5 },
    vus_max: { value: 5, min: 5, max: 5 },
    ...more,
  };
  return summariesOfJson({ metrics })[0]!;
}

test('counts, rates and virtual users add up, shares are of all requests', () => {
  const { summary } = mergeSummaries([
    runner(300, [1, 2, 3], { dropped_iterations: { count: 7, rate: 1.4 } }),
    runner(100, [4]),
  ]);
  expect(loadOf(summary)).toMatchObject({
    requests: 400,
    requestsPerSecond: 80,
    failedRequests: 2,
    droppedIterations: 7,
    iterations: 400,
    receivedBytes: 40_000,
    vusMax: 10,
    latencyMs: { avg: 2.5, min: 1, p50: 2.5, max: 4 },
  });
  expect(summary.metrics.get('http_req_failed')?.rate).toBe(2 / 400);
});

test('a metric that one runner did not count is not known of the whole, and none of its percentiles a mean', () => {
  const { summary } = mergeSummaries([
    runner(3, [1, 2, 3]),
    runner(3, [1, 2, 3], { http_req_failed: { value: 0.5 } }),
  ]);
  expect(summary.metrics.get('http_req_failed')).not.toHaveProperty('passes');
  expect(loadOf(summary)).not.toHaveProperty('failedRequests');
  const noGrid = runner(3, [1, 2, 3], { http_req_duration: { avg: 2, 'p(95)': 2.9 } });
  expect(mergeSummaries([noGrid, noGrid]).summary.metrics.get('http_req_duration')).toEqual({});
});

test('without its own count a trend of requests has that of the requests', () => {
  const { count: _, ...uncounted } = trendByK6([1, 2, 3]);
  const { summary } = mergeSummaries([
    runner(3, [1, 2, 3], { http_req_duration: uncounted }),
    runner(1, [50]),
  ]);
  expect(summary.metrics.get('http_req_duration')).toMatchObject({ count: 4, avg: 14, max: 50 });
});

test('a percentile that can be off by more than is asked for has bounds and no value', () => {
  const coarse = (latencies: number[]) => {
    const { count, avg, min, med, max } = trendByK6(latencies);
    return runner(latencies.length, latencies, { http_req_duration: { count, avg, min, med, max } });
  };
  const latencies = Array.from({ length: 1000 }, (_, index) => 1 + index);
  const { summary, bounds } = mergeSummaries([coarse(latencies), coarse(latencies)], 0.03);
  expect(summary.metrics.get('http_req_duration')).not.toHaveProperty('p(99)');
  const p99 = bounds.get('http_req_duration')?.get('p(99)');
  expect(p99).toMatchObject({ atLeast: latencies[499]! + 0.5, atMost: 1000 });
});

test('parts merge with their like, and zeros that a threshold made are no samples', () => {
  const nothing = Object.fromEntries(Object.keys(trendByK6([1])).map((name) => [name, 0]));
  const tagged = (values: object) => ({ 'http_req_duration{phase:measured}': values });
  const { summary, boundsOf } = mergeSummaries([
    runner(3, [1, 2, 3], tagged(trendByK6([2, 3]))),
    runner(3, [1, 2, 3], tagged(nothing)),
  ]);
  expect(summary.parts).toHaveLength(1);
  expect(summary.parts[0]?.metrics.get('http_req_duration')).toMatchObject({ count: 2, min: 2, max: 3 });
  expect(boundsOf(summary.parts[0]!).get('http_req_duration')?.get('med')).toMatchObject({ value: 2.5 });
});

test('a threshold is of the whole where all runners agree and its limit is none of a count', () => {
  const withThresholds = (late: boolean, few: boolean) =>
    runner(3, [1, 2, 3], {
      http_req_duration: { ...trendByK6([1, 2, 3]), thresholds: { 'p(95)<2': late, 'max<9': false } },
      http_reqs: { count: 3, rate: 0.6, thresholds: { 'count>5': few, 'rate>1': few } },
    });
  const thresholds = (...late: boolean[]) =>
    mergeSummaries(late.map((each) => withThresholds(each, true))).summary.thresholds.map(
      ({ expression, state }) => `${expression} ${state}`,
    );
  expect(thresholds(true, true)).toEqual(['p(95)<2 crossed', 'max<9 met']);
  expect(thresholds(true, false)).toEqual(['max<9 met']);
});
