import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type LoadPart, loadMetrics, parseCountedLoad } from './counted-load.ts';

const file = new URL('../explain/fixture/stall.summary-export.json', import.meta.url);
const part: LoadPart = { kind: 'tags', name: 'wasi_bench:load' };

/** A summary of k6's, with every metric of the load summed up apart; `change` says what differs in it. */
function withPart(change: (metric: string, values: Record<string, number>) => Record<string, number>) {
  const summary = JSON.parse(readFileSync(file, 'utf8'));
  for (const metric of loadMetrics) {
    const values = summary.metrics[metric];
    if (values) summary.metrics[`${metric}{${part.name}}`] = change(metric, values);
  }
  return summary;
}

test('the load is told by the samples of its tag, the time by the whole run', () => {
  const summary = withPart((metric, values) => {
    if (metric === 'http_reqs') return { count: values.count! - 10, rate: 1 };
    return metric === 'http_req_duration' ? { ...values, 'p(99)': 3, max: 4 } : values;
  });
  const { count, rate } = summary.metrics.http_reqs;
  expect(parseCountedLoad(summary, { part })).toMatchObject({
    totalMs: (count / rate) * 1000,
    totalRequests: count,
    loadRequests: count - 10,
    load: { requests: count - 10, latencyMs: { p99: 3, max: 4 } },
  });
});

test('without the tag all is load, and nobody has told them apart', () => {
  const counted = parseCountedLoad(JSON.parse(readFileSync(file, 'utf8')));
  expect(counted.load.requests).toBe(counted.totalRequests);
  expect(counted).not.toHaveProperty('loadRequests');
});

test('a metric that the run does not have is not 0 in its load', () => {
  const summary = withPart((_, values) => values);
  delete summary.metrics.http_req_failed;
  summary.metrics[`http_req_failed{${part.name}}`] = { passes: 0, fails: 0, value: 0 };
  expect(parseCountedLoad(summary, { part }).load).not.toHaveProperty('failedRequests');
});

test('a load without a request is none, whatever setup() has asked for', () => {
  const empty = withPart((metric, values) => (metric === 'http_reqs' ? { count: 0, rate: 0 } : values));
  expect(() => parseCountedLoad(empty, { part })).toThrow(
    expect.objectContaining({ code: 'NO_HTTP_REQUESTS' }),
  );
});
