import { delayedAckStall } from '../../analyse/findings/delayed-ack-stall.ts';
import type { Facts } from '../facts.ts';
import { stallObservation } from './stall-observation.ts';
import { cantTell, type ExplainedVerdict, metricsNeeded } from './verdict.ts';

/** The bench's own rule, which needs nothing but the summary. */
export function delayedAckStallIn(facts: Facts): ExplainedVerdict {
  const verdict = delayedAckStall(stallObservation(facts));
  if (verdict.state !== 'unknown' || facts.summary.metrics.has('http_req_receiving')) return verdict;
  return cantTell(verdict.code, metricsNeeded(['http_req_receiving'], facts));
}
