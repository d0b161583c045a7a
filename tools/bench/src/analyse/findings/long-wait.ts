import type { Observation } from '../observation.ts';
import { delayedAckStall } from './delayed-ack-stall.ts';

/** A known wait that takes this much of an iteration sets its length. */
const LEAST_SHARE = 0.5;

/** A wait that is no work, its share of the mean iteration (0 to 1), and how to be rid of it. */
export interface LongWait {
  what: string;
  share: number;
  remedy: string;
  /** The kernel's timer is waited for, so that no busy CPU can be the reason. */
  ofTimer: boolean;
}

/** The wait that most of an iteration is, where k6's own numbers show one. */
export function longWaitOf(observation: Observation): LongWait | undefined {
  const { receivingMs, latencyMs, blockedMs, iterationMs, requests, iterations } = observation.load;
  if (!iterationMs?.avg) return undefined;
  const stall = delayedAckStall(observation);
  const stalled = (receivingMs?.avg ?? 0) / iterationMs.avg;
  if (stall.state === 'present' && stalled >= LEAST_SHARE) {
    return { what: 'a delayed-ACK stall', share: stalled, remedy: stall.finding.remedy, ofTimer: true };
  }
  if (latencyMs?.avg === undefined || !requests || !iterations) return undefined;
  const requesting = ((latencyMs.avg + (blockedMs?.avg ?? 0)) * requests) / iterations;
  const thinking = 1 - requesting / iterationMs.avg;
  if (thinking < LEAST_SHARE) return undefined;
  return {
    what: 'spent outside of requests (sleep or script)',
    share: thinking,
    remedy: 'shorten sleep() in the scenario.',
    ofTimer: false,
  };
}
