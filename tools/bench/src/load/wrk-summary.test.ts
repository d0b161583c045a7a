import { expect, test } from 'vitest';
import { threadsFor } from './run-wrk.ts';
import { parseWrkSummary } from './wrk-summary.ts';

/** As wrk-summary.lua writes it under wrk 4.1.0: a Node server that refused each hundredth request, 2 s, 50 connections. */
const written = {
  requests: 13460,
  durationMicros: 2110039,
  bytes: 1671586,
  errors: { connect: 0, read: 0, write: 0, status: 134, timeout: 0 },
  latencyMicros: {
    avg: 12083.43,
    min: 298,
    p50: 6856,
    p90: 24091,
    p95: 39310,
    p99: 150400,
    p999: 240512,
    max: 258658,
  },
};

test("wrk's own figures, in the units of a result", () => {
  const { requestsPerSecond, ...load } = parseWrkSummary(written, 50);
  // wrk printed 6379.03 itself.
  expect(requestsPerSecond).toBeCloseTo(6379.03, 2);
  expect(load).toMatchObject({
    requests: 13460,
    failedRequests: 134,
    vusMax: 50,
    droppedIterations: 0,
    receivedBytes: 1671586,
    latencyMs: { avg: 12.08343, min: 0.298, p50: 6.856, p99: 150.4, p999: 240.512, max: 258.658 },
  });
  expect(load).not.toHaveProperty('waitingMs');
});

test('a load without a request is an error, and no rate of 0', () => {
  const none = { ...written, requests: 0, errors: { ...written.errors, timeout: 50 } };
  expect(() => parseWrkSummary(none, 50)).toThrow(/expected wrk to complete a request.*"timeout":50/);
});

test('no connection is lost to an uneven share of the threads', () => {
  expect(threadsFor(50, 2)).toBe(2);
  expect(threadsFor(50, 8)).toBe(5);
  expect(threadsFor(53, 8)).toBe(1);
  expect(threadsFor(1, 8)).toBe(1);
});
