import { verdictsOn } from '../../analyse/findings/findings-of.ts';
import type { FindingCode } from '../../schema/finding.ts';
import type { Facts } from '../facts.ts';
import { bandwidthBoundIn } from './bandwidth-bound.ts';
import { connectionsNotReusedIn } from './connections-not-reused.ts';
import { crossedThresholdsIn } from './crossed-thresholds.ts';
import { droppedIterationsIn } from './dropped-iterations.ts';
import { errorResponsesIn } from './error-responses.ts';
import { failedChecksIn } from './failed-checks.ts';
import { fewSamplesIn } from './few-samples.ts';
import { interruptedIterationsIn } from './interrupted-iterations.ts';
import { latencyOfFailuresIn } from './latency-of-failures.ts';
import { rateNotReachedIn } from './rate-not-reached.ts';
import { setupInRateIn } from './setup-in-rate.ts';
import { skewedLatencyIn } from './skewed-latency.ts';
import { stallObservation } from './stall-observation.ts';
import { timeoutPlateauIn } from './timeout-plateau.ts';
import { unequalPartsIn } from './unequal-parts.ts';
import type { ExplainedVerdict, SummaryFindingCode, SummaryRule } from './verdict.ts';
import { vuBoundIn } from './vu-bound.ts';

/** Of the bench's findings those that a summary made elsewhere shows otherwise: what it lacks, and what its reader can do. */
const instead: Partial<Record<FindingCode, SummaryRule>> = {
  'vu-bound': vuBoundIn,
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

/** What each rule says of a summary: first the bench's findings in their order, then those of summaries. */
export function verdictsOnSummary(facts: Facts): ExplainedVerdict[] {
  const ofBench = verdictsOn(stallObservation(facts)).map((verdict): ExplainedVerdict => {
    const rule = instead[verdict.state === 'present' ? verdict.finding.code : verdict.code];
    return rule ? rule(facts) : verdict;
  });
  return [...ofBench, ...Object.values(more).map((rule) => rule(facts))];
}
