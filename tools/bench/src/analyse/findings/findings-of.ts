import type { Finding, FindingCode } from '../../schema/finding.ts';
import type { Observation } from '../observation.ts';
import { cpuThrottled } from './cpu-throttled.ts';
import { delayedAckStall } from './delayed-ack-stall.ts';
import { dependencyFailed } from './dependency-failed.ts';
import { dependencySaturated } from './dependency-saturated.ts';
import { droppedIterations } from './dropped-iterations.ts';
import { errorResponses } from './error-responses.ts';
import { generatorSaturated } from './generator-saturated.ts';
import { heavyLogging } from './heavy-logging.ts';
import { memoryGrowth } from './memory-growth.ts';
import { noisyHost } from './noisy-host.ts';
import { scriptExceptions } from './script-exceptions.ts';
import { serverSaturated } from './server-saturated.ts';
import { unstableRounds } from './unstable-rounds.ts';
import type { Verdict } from './verdict.ts';
import { vuBound } from './vu-bound.ts';
import { warmUpTooShort } from './warm-up-too-short.ts';

/** One rule for each code of the closed list. */
const rules: Record<FindingCode, (observation: Observation) => Verdict> = {
  'generator-saturated': generatorSaturated,
  'server-saturated': serverSaturated,
  'dependency-saturated': dependencySaturated,
  'dependency-failed': dependencyFailed,
  'vu-bound': vuBound,
  'delayed-ack-stall': delayedAckStall,
  'cpu-throttled': cpuThrottled,
  'noisy-host': noisyHost,
  'dropped-iterations': droppedIterations,
  'error-responses': errorResponses,
  'script-exceptions': scriptExceptions,
  'memory-growth': memoryGrowth,
  'heavy-logging': heavyLogging,
  'warm-up-too-short': warmUpTooShort,
  'unstable-rounds': unstableRounds,
};

/** What each rule says, in the order of the closed list. */
export function verdictsOn(observation: Observation): Verdict[] {
  return Object.values(rules).map((rule) => rule(observation));
}

/** The findings that are present. */
export function findingsOf(observation: Observation): Finding[] {
  return verdictsOn(observation).flatMap((verdict) => (verdict.state === 'present' ? [verdict.finding] : []));
}
