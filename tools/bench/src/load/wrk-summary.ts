import { z } from 'zod';
import { BenchError } from '../errors/bench-error.ts';
import type { LoadSummary } from '../schema/round.ts';

const micros = z.number().transform((value) => value / 1000);
const count = z.int().nonnegative();

/** What wrk-summary.lua writes. */
const wrkSummary = z.object({
  requests: count.positive(),
  durationMicros: z.number().positive(),
  bytes: count,
  errors: z.object({ connect: count, read: count, write: count, status: count, timeout: count }),
  latencyMicros: z.object({
    avg: micros,
    min: micros,
    p50: micros,
    p90: micros,
    p95: micros,
    p99: micros,
    p999: micros,
    max: micros,
  }),
});

/** @throws WRK_FAILED when not one request was made */
export function parseWrkSummary(json: unknown, connections: number): LoadSummary {
  const parsed = wrkSummary.safeParse(json);
  if (!parsed.success) {
    throw new BenchError(
      'WRK_FAILED',
      `expected wrk to complete a request, found in its summary ${JSON.stringify(json)}`,
      'Raise "duration" above the time that one request takes, and see that the endpoint answers.',
    );
  }
  const { requests, durationMicros, bytes, errors, latencyMicros } = parsed.data;
  return {
    requests,
    requestsPerSecond: requests / (durationMicros / 1e6),
    failedRequests: Object.values(errors).reduce((sum, each) => sum + each, 0),
    // By the model: it checks nothing but the status, an iteration is a request, and a free connection sends the next one.
    failedChecks: 0,
    iterations: requests,
    droppedIterations: 0,
    vusMax: connections,
    latencyMs: latencyMicros,
    receivedBytes: bytes,
  };
}
