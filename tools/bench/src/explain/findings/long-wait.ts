import { delayedAckStall } from '../../analyse/findings/delayed-ack-stall.ts';
import type { Facts } from '../facts.ts';
import { stallObservation } from './stall-observation.ts';

/** What takes this much of an iteration sets its length. */
const LEAST_SHARE = 0.5;
/** Fewer failed requests than this take no noticeable part of the mean iteration. */
const FEW_FAILURES = 0.01;

/** What most of an iteration is spent on and no work is; `share` of the mean iteration (0 to 1). */
export interface Wait {
  what: string;
  share: number;
  remedy: string;
}

export function waitIn(facts: Facts): Wait | undefined {
  return stalled(facts) ?? webSocket(facts) ?? outsideOfRequests(facts);
}

function stalled(facts: Facts): Wait | undefined {
  const { receivingMs, iterationMs } = facts.load;
  const stall = delayedAckStall(stallObservation(facts));
  if (stall.state !== 'present' || !iterationMs?.avg || receivingMs?.avg === undefined) return undefined;
  const share = Math.min(1, (receivingMs.avg * (facts.requestsPerIteration ?? 1)) / iterationMs.avg);
  if (share < LEAST_SHARE) return undefined;
  return {
    what: 'a delayed-ACK stall, which is not server work',
    share,
    remedy: `Take away what they wait for: ${stall.finding.remedy}`,
  };
}

/** Connecting is no wait: server, network or k6 work on it. */
function webSocket({ webSocketSessionMs, webSocketConnectingMs, load }: Facts): Wait | undefined {
  const { iterationMs } = load;
  if (!webSocketSessionMs?.avg || !iterationMs?.avg) return undefined;
  const openMs = webSocketSessionMs.avg - (webSocketConnectingMs?.avg ?? 0);
  const share = Math.min(1, openMs / iterationMs.avg);
  if (share < LEAST_SHARE) return undefined;
  return {
    what: 'an open WebSocket session',
    share,
    remedy:
      'Judge the server by ws_connecting, by messages and by checks: script or server decide how long a session is open, and ' +
      'more VUs open more of them.',
  };
}

/** Sleep, script, or connecting where `http_req_blocked` is not known. Time of other protocols and of failed connections is in no HTTP metric. */
function outsideOfRequests(facts: Facts): Wait | undefined {
  const { load, otherProtocols, requestsPerIteration } = facts;
  const { latencyMs, blockedMs, iterationMs } = load;
  if (otherProtocols.length > 0 || latencyMs?.avg === undefined || !iterationMs?.avg) return undefined;
  if (requestsPerIteration === undefined) return undefined;
  if (failedConnectionsTakeTime(facts)) return undefined;
  const share = 1 - ((latencyMs.avg + (blockedMs?.avg ?? 0)) * requestsPerIteration) / iterationMs.avg;
  if (share < LEAST_SHARE) return undefined;
  const blockedKnown = blockedMs?.avg !== undefined;
  return {
    what: `spent outside of HTTP requests (sleep(), the script's other work or the option rps${blockedKnown ? '' : ', or connecting: http_req_blocked is not in the summary'})`,
    share,
    remedy:
      `To see what the server can do, shorten sleep() in the script${blockedKnown ? '' : ' (if it is sleep())'} or raise ` +
      'the VUs until the latency rises; for a given rate use an arrival-rate executor.',
  };
}

/** A request without a connection has a duration of 0, and the time that the attempt took is in no metric. */
export function failedConnectionsTakeTime({ load, failedShare }: Facts): boolean {
  return (failedShare === undefined || failedShare >= FEW_FAILURES) && !load.latencyMs?.min;
}
