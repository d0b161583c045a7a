import { shown } from '../../analyse/findings/verdict.ts';
import type { Facts } from '../facts.ts';
import { duration } from '../words.ts';
import { cantTell, type ExplainedVerdict, found, notFound } from './verdict.ts';

const code = 'skewed-latency';

/** An exponential distribution, that of a simple queue, has 1.44. */
const LEAST_RATIO = 2;
/** Differences of less are those of a scheduler. */
const LEAST_MS = 5;

/** A few slow requests make the average, which is then nobody's latency. */
export function skewedLatencyIn({ load }: Facts): ExplainedVerdict {
  const { avg, p50, p95 } = load.latencyMs ?? {};
  if (avg === undefined || p50 === undefined) return cantTell(code, 'avg and med of http_req_duration');
  if (avg < LEAST_RATIO * p50 || avg - p50 < LEAST_MS) {
    return notFound(code, `average ${duration(avg)}, median ${duration(p50)}`);
  }
  return found({
    code,
    summary:
      `The average (${duration(avg)}) is ${p50 > 0 ? `${shown(avg / p50)} times` : 'far above'} the median (${duration(p50)}): a minority of slow ` +
      `requests makes it${p95 === undefined ? '' : ` (p95 ${duration(p95)})`}.`,
    evidence: { avgMs: avg, medianMs: p50, ...(p95 !== undefined && { p95Ms: p95 }) },
    remedy:
      'Quote median and percentiles instead of the average, and look whether the slow ones are of one URL, of the start, or failures.',
  });
}
