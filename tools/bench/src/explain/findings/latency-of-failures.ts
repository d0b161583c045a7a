import type { Facts } from '../facts.ts';
import { duration } from '../words.ts';
import { cantTell, type ExplainedVerdict, found, notFound } from './verdict.ts';

const code = 'latency-of-failures';

/** By this much the average must move before it is worth a word. */
const LEAST_DIFFERENCE = 0.1;

/** http_req_duration holds failed requests too; k6 prints that of expected responses below it. */
export function latencyOfFailuresIn({ load, failedShare, expectedLatencyMs }: Facts): ExplainedVerdict {
  if (failedShare === 0) return notFound(code, 'no request failed');
  const all = load.latencyMs?.avg;
  const expected = expectedLatencyMs?.avg;
  if (all === undefined || (expected === undefined && failedShare !== 1)) {
    return cantTell(code, 'http_req_duration and the line { expected_response:true } below it');
  }
  if (failedShare === 1) {
    return found({
      code,
      summary: `Every request failed, so that the latency (${duration(all)} on average) is that of failures.`,
      evidence: { allAvgMs: all, failedShare: 1 },
      remedy: 'Mend the requests first.',
      invalidates: ['latencyMs'],
    });
  }
  if (expected === undefined || expected === 0 || Math.abs(all / expected - 1) < LEAST_DIFFERENCE) {
    return notFound(code, 'failed and good requests take about as long, or too few failed to matter');
  }
  const way = all > expected ? 'longer' : 'shorter';
  return found({
    code,
    summary: `Failed requests make the average ${way}: ${duration(all)} over all, ${duration(expected)} over those with an expected response.`,
    evidence: { allAvgMs: all, expectedResponseAvgMs: expected },
    remedy: 'Quote the line { expected_response:true }, and the share that failed beside it.',
  });
}
