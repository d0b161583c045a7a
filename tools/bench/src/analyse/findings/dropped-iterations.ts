import type { Observation } from '../observation.ts';
import { droppedBesideOthers } from './noisy-round.ts';
import { atItsQuota } from './server-limit.ts';
import { SPOILS_P99_SHARE } from './spoils-p99.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'dropped-iterations';

/**
 * k6 could not start iterations that the open model's rate asked for (no VU was free), so that the load was
 * lighter than it says and the slow moments are under-represented: coordinated omission. What it dropped while
 * others had the machine is the finding `noisy-host`, since neither rate nor VUs are its cause.
 */
export function droppedIterations(observation: Observation): Verdict {
  const { load, options, rounds } = observation;
  const { droppedIterations: dropped, iterations } = load;
  if (dropped === undefined || iterations === undefined) {
    return unknown(code, 'iterations and dropped_iterations');
  }
  if (dropped === 0) return absent(code, 'no iteration was dropped');
  const besideOthers = droppedBesideOthers(rounds);
  if (besideOthers === dropped) {
    return unknown(code, `a quiet machine: k6 dropped ${shown(dropped)} iterations while others used it`);
  }
  const limited = atItsQuota(observation);
  const share = dropped / (dropped + iterations);
  return present({
    code,
    summary: `k6 dropped ${shown(dropped)} iterations, ${percent(share)} of those the rate asked for${limited ? `: ${limited.because}` : ''}.`,
    evidence: {
      droppedIterations: dropped,
      iterations,
      droppedShare: share,
      ...(besideOthers > 0 && { droppedBesideOthers: besideOthers }),
    },
    remedy: limited
      ? `Lower the rate${options.rate === undefined ? '' : ` (now ${options.rate})`}: it is more than the server can do within its limit.`
      : `Lower the rate${options.rate === undefined ? '' : ` (now ${options.rate})`}, or raise the VUs that it has ` +
        `(${options.vus === undefined ? '' : `vus, now ${options.vus}; `}preAllocatedVUs in a script) if server and machine have CPU to spare.`,
    invalidates: share < SPOILS_P99_SHARE ? [] : limited ? ['latencyMs'] : ['requestsPerSecond', 'latencyMs'],
  });
}
