import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { k6TrendStatistics, parseSummaryExport } from './summary.ts';

const older = new URL('../explain/fixture/stall.summary-export.json', import.meta.url);
const exported = () => JSON.parse(readFileSync(older, 'utf8'));

test('k6 is asked for p99.9, and what it says is kept in the units of a result', () => {
  expect(k6TrendStatistics.split(',')).toEqual(expect.arrayContaining(['med', 'p(99)', 'p(99.9)']));
  const summary = exported();
  summary.metrics.http_req_duration['p(99.9)'] = 121.3;
  expect(parseSummaryExport(summary).latencyMs).toMatchObject({
    p50: summary.metrics.http_req_duration.med,
    p99: summary.metrics.http_req_duration['p(99)'],
    p999: 121.3,
  });
});

test('what the script tags as measured takes the place of the whole run, and no sum of nothing does', () => {
  const summary = exported();
  const { http_req_duration: whole, http_req_waiting: waiting } = summary.metrics;
  summary.metrics['http_req_duration{phase:measured}'] = { ...whole, 'p(99)': whole['p(99)'] / 2 };
  summary.metrics['http_req_waiting{phase:measured}'] = Object.fromEntries(
    Object.keys(waiting).map((name) => [name, 0]),
  );
  const { latencyMs, waitingMs } = parseSummaryExport(summary);
  expect(latencyMs.p99).toBe(whole['p(99)'] / 2);
  expect(waitingMs?.avg).toBe(waiting.avg);
});

test('a summary that was written without it has none, and no number in its place', () => {
  expect(parseSummaryExport(exported()).latencyMs).not.toHaveProperty('p999');
});

test('a summary without a statistic that every k6 gives is refused by its name', () => {
  const summary = exported();
  delete summary.metrics.http_req_duration['p(99)'];
  expect(() => parseSummaryExport(summary)).toThrow(/lacks http_req_duration p\(99\)/);
});

test('a script without HTTP requests, and a file that is no summary, are told apart', () => {
  const webSocket = { metrics: { ws_sessions: { count: 2, rate: 1 }, iterations: { count: 2, rate: 1 } } };
  expect(() => parseSummaryExport(webSocket)).toThrow(
    expect.objectContaining({
      code: 'NO_HTTP_REQUESTS',
      message: expect.stringContaining('WebSocket alone'),
    }),
  );
  expect(() => parseSummaryExport({ metrics: {} })).toThrow(
    expect.objectContaining({ code: 'NO_HTTP_REQUESTS' }),
  );
  expect(() => parseSummaryExport({ name: 'mine' })).toThrow(expect.objectContaining({ code: 'K6_FAILED' }));
  expect(() => parseSummaryExport(null)).toThrow(expect.objectContaining({ code: 'K6_FAILED' }));
});
