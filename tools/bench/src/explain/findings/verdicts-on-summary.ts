import { type FindingCodeInASummary, findingCodes, neededBeyondASummary } from '../../schema/finding.ts';
import type { Facts } from '../facts.ts';
import { bandwidthBoundIn } from './bandwidth-bound.ts';
import { connectionsNotReusedIn } from './connections-not-reused.ts';
import { crossedThresholdsIn } from './crossed-thresholds.ts';
import { delayedAckStallIn } from './delayed-ack-stall.ts';
import { droppedIterationsIn } from './dropped-iterations.ts';
import { errorResponsesIn } from './error-responses.ts';
import { failedChecksIn } from './failed-checks.ts';
import { fewSamplesIn } from './few-samples.ts';
import { interruptedIterationsIn } from './interrupted-iterations.ts';
import { latencyOfFailuresIn } from './latency-of-failures.ts';
import { rateNotReachedIn } from './rate-not-reached.ts';
import { setupInRateIn } from './setup-in-rate.ts';
import { skewedLatencyIn } from './skewed-latency.ts';
import { timeoutPlateauIn } from './timeout-plateau.ts';
import { unequalPartsIn } from './unequal-parts.ts';
import {
  cantTell,
  type ExplainedCode,
  type ExplainedVerdict,
  type SummaryFindingCode,
  type SummaryRule,
} from './verdict.ts';
import { vuBoundIn } from './vu-bound.ts';

/** Of the bench's findings each as far as a summary made elsewhere shows it: with what it lacks, and what its reader can do. */
const ofBench: Record<FindingCodeInASummary, SummaryRule> = {
  'vu-bound': vuBoundIn,
  'delayed-ack-stall': delayedAckStallIn,
  'dropped-iterations': droppedIterationsIn,
  'error-responses': errorResponsesIn,
};

/** One rule for each code of the closed list. */
const more: Record<SummaryFindingCode, SummaryRule> = {
  'failed-checks': failedChecksIn,
  'crossed-thresholds': crossedThresholdsIn,
  'timeout-plateau': timeoutPlateauIn,
  'latency-of-failures': latencyOfFailuresIn,
  'rate-not-reached': rateNotReachedIn,
  'interrupted-iterations': interruptedIterationsIn,
  'setup-in-rate': setupInRateIn,
  'connections-not-reused': connectionsNotReusedIn,
  'bandwidth-bound': bandwidthBoundIn,
  'skewed-latency': skewedLatencyIn,
  'few-samples': fewSamplesIn,
  'unequal-parts': unequalPartsIn,
};

/** These are about HTTP requests, and say nothing of a script that makes none. */
const aboutHttp: ReadonlySet<string> = new Set<ExplainedCode>([
  'delayed-ack-stall',
  'error-responses',
  'latency-of-failures',
  'connections-not-reused',
  'bandwidth-bound',
  'skewed-latency',
]);

/** What each rule says of a summary: first the bench's findings in their order, then those of summaries. */
export function verdictsOnSummary(facts: Facts): ExplainedVerdict[] {
  const ofBenchs = findingCodes.map((code) => {
    const needs = neededBeyondASummary(code);
    return needs === undefined ? ofBench[code as FindingCodeInASummary](facts) : cantTell(code, needs);
  });
  return [...ofBenchs, ...Object.values(more).map((rule) => rule(facts))].map((verdict) =>
    withoutHttp(verdict, facts),
  );
}

function withoutHttp(verdict: ExplainedVerdict, { http }: Facts): ExplainedVerdict {
  if (verdict.state !== 'unknown' || http !== 'none' || !aboutHttp.has(verdict.code)) return verdict;
  return { ...verdict, needs: 'HTTP requests, and the summary has none' };
}
