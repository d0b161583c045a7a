import type { Observation } from '../observation.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'cpu-throttled';

/** A quota is enforced by periods of 100 ms (kernel, sched-bwc.rst): with 1 in 100 of them cut short, p99 is the quota's. */
const THROTTLED_SHARE = 0.01;

/** The cgroup's CPU quota ran out: latency holds the time until the next period. The figures are those of the limit. */
export function cpuThrottled({ throttling, options }: Observation): Verdict {
  if (!throttling) return unknown(code, 'cpu.stat of a cgroup of the server with a CPU quota');
  const share = throttling.totalPeriods > 0 ? throttling.throttledPeriods / throttling.totalPeriods : 0;
  if (share < THROTTLED_SHARE) {
    return absent(
      code,
      `${throttling.throttledPeriods} of ${throttling.totalPeriods} periods were throttled`,
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
    remedy:
      options.launcher && options.launcher !== 'process'
        ? `Raise the CPU limit of launcher "${options.launcher}", or lower the rate, unless the limit is what you measure.`
        : 'Raise the CPU quota of the cgroup that the bench runs in, or lower the rate.',
    invalidates: [],
  });
}
