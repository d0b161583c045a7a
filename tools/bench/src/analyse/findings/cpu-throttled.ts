import type { Observation } from '../observation.ts';
import { throttledShareOf } from './server-limit.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'cpu-throttled';

/** A quota is enforced by periods, of 100 ms by default (kernel, sched-bwc.rst): with 1 in 100 of them cut short, p99 is the quota's. */
const THROTTLED_SHARE = 0.01;

/**
 * A quota that the bench did not set ran out: latency holds the time until the next period, and the figures are those of the
 * quota. One that was asked for is what is measured, and no finding.
 */
export function cpuThrottled({ throttling, cpu }: Observation): Verdict {
  if (!throttling) return unknown(code, 'cpu.stat of a cgroup of the server with a CPU quota');
  const share = throttledShareOf(throttling);
  if (share < THROTTLED_SHARE) {
    return absent(
      code,
      `${throttling.throttledPeriods} of ${throttling.totalPeriods} periods were throttled`,
    );
  }
  if (cpu?.serverLimit?.by === 'quota') {
    return absent(
      code,
      `the limit of ${shown(cpu.serverLimit.cores)} cores was asked for; it ran out in ${percent(share)} of its periods`,
    );
  }
  return present({
    code,
    summary:
      `The CPU quota ran out in ${percent(share)} of its periods (${throttling.throttledPeriods} of ` +
      `${throttling.totalPeriods}), for ${shown(throttling.throttledMicros / 1000)} ms in all.`,
    evidence: {
      throttledPeriods: throttling.throttledPeriods,
      totalPeriods: throttling.totalPeriods,
      throttledShareOfPeriods: share,
      throttledMs: throttling.throttledMicros / 1000,
    },
    remedy: 'Raise the CPU quota of the cgroup that the bench runs in, or lower the rate.',
    invalidates: [],
  });
}
