import type { Observation } from '../observation.ts';
import { busyVusOf } from './busy-vus.ts';
import { atItsQuota } from './server-limit.ts';
import { absent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'server-saturated';

/**
 * The server uses all of its CPU quota while every VU waits for it. The rate is its capacity. By Little's law latency is then
 * the number of VUs divided by that rate, time in a queue whose length the load chose.
 */
export function serverSaturated(observation: Observation): Verdict {
  const { cpu, load } = observation;
  const vus = busyVusOf(observation);
  if (cpu === undefined || vus === undefined) {
    return unknown(
      code,
      'the CPU limit and CPU time of the server, vus_max, http_reqs and iteration_duration',
    );
  }
  if (cpu.serverLimit?.by !== 'quota') return absent(code, 'the server was given no CPU quota');
  const limited = atItsQuota(observation);
  if (limited === undefined) {
    return absent(
      code,
      `the server uses ${shown(cpu.serverCores)} of the ${shown(cpu.serverLimit.cores)} cores of its CPU limit`,
    );
  }
  if (!vus.always) {
    return absent(code, `of ${shown(vus.vus)} VUs ${shown(vus.busy)} are busy on average: no backlog stands`);
  }
  const rate = load.requestsPerSecond ?? 0;
  return present({
    code,
    summary:
      `All ${shown(vus.vus)} VUs wait for the server, and ${limited.because}: ${shown(rate)} requests/s is its capacity, and latency ` +
      `the time in this queue, ${shown(vus.vus)} VUs / ${shown(rate)} per second = ${shown((vus.vus / rate) * 1000)} ms.`,
    evidence: {
      serverCores: cpu.serverCores,
      quotaCores: limited.quotaCores,
      vus: vus.vus,
      busyVus: vus.busy,
      requestsPerSecond: rate,
    },
    remedy: 'Take latency from an open scenario below the capacity (rate, or rateShare).',
    invalidates: ['latencyMs'],
  });
}
