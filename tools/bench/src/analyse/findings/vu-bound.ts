import type { Observation } from '../observation.ts';
import { busyVusOf } from './busy-vus.ts';
import { saturatedDependency } from './dependency-limit.ts';
import { usesAllItCan } from './generator-limit.ts';
import { longWaitOf } from './long-wait.ts';
import { queueingRatio } from './queueing.ts';
import { atItsQuota } from './server-limit.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'vu-bound';

/** A machine with this share of its CPU idle has room for more load; a saturated one had 0.01 to 0.05. */
const IDLE_SHARE = 0.25;
/** A server whose threads use this many cores may be at the end of its one thread (Node). */
const SERVER_BUSY_CORES = 0.75;

/**
 * By Little's law (Little 1961) a closed model does VUs / iteration time iterations a second, always. It is a
 * finding where the iteration is a wait and not work: neither server nor generator is busy, and more VUs would
 * bring more requests, so that the rate only reflects the number of VUs.
 */
export function vuBound(observation: Observation): Verdict {
  const { load, cpu } = observation;
  const vus = busyVusOf(observation);
  if (vus === undefined) return unknown(code, 'vus_max, http_reqs and iteration_duration');
  if (observation.model === 'mixed') {
    return unknown(
      code,
      `a load of one model: the script has ${observation.planned!.executors.join(' and ')} at once`,
    );
  }
  if (!vus.always) {
    return absent(code, `of ${shown(vus.vus)} VUs ${shown(vus.busy)} are busy on average: VUs are to spare`);
  }
  const wait = longWaitOf(observation);
  const evidence = {
    vus: vus.vus,
    iterationAvgMs: vus.iterationAvgMs,
    vusDividedByIterationPerSecond: (vus.vus / vus.iterationAvgMs) * 1000,
    requestsPerSecond: load.requestsPerSecond ?? 0,
    ...(cpu && {
      serverCores: cpu.serverCores,
      generatorCores: cpu.generatorCores,
      idleCores: cpu.idleCores,
    }),
    ...(wait && { waitShareOfIteration: wait.share }),
  };
  const law = `${shown(vus.vus)} VUs / ${shown(vus.iterationAvgMs)} ms = ${shown(evidence.vusDividedByIterationPerSecond)}/s`;
  const found = (why: string): Verdict =>
    present({
      code,
      summary: `The rate only reflects the number of VUs (${law}): ${why}.`,
      evidence,
      remedy: wait
        ? `Take away what they wait for: ${wait.remedy}`
        : `Raise ${observation.planned?.executors.includes('ramping-vus') ? "the targets of the script's stages" : 'vus'} (now ${shown(vus.vus)}) until CPU runs out, or take the latency from an open scenario (rate).`,
      invalidates: ['requestsPerSecond'],
    });

  const limited = atItsQuota(observation);
  if (limited) return absent(code, limited.because);
  const saturated = saturatedDependency(observation);
  if (saturated) return absent(code, `the dependency ${saturated.because}`);
  if (wait?.ofTimer) {
    return found(`${percent(wait.share)} of an iteration is ${wait.what}, which is not server work`);
  }
  if (cpu) {
    if (usesAllItCan(cpu)) {
      return absent(
        code,
        `the generator uses ${shown(cpu.generatorCores)} of the ${cpu.generatorMostCores} cores that it can use`,
      );
    }
    const idleWithoutOthers = cpu.idleCores + cpu.foreignCores;
    if (cpu.idleCores < IDLE_SHARE * cpu.cpus && idleWithoutOthers >= IDLE_SHARE * cpu.cpus) {
      return unknown(code, `a quiet machine: other processes used ${shown(cpu.foreignCores)} cores`);
    }
    if (cpu.idleCores < IDLE_SHARE * cpu.cpus) {
      return absent(code, `only ${shown(cpu.idleCores)} of ${cpu.cpus} cores are idle`);
    }
    if (cpu.serverCores >= SERVER_BUSY_CORES * Math.min(1, cpu.serverLimit?.cores ?? 1)) {
      return absent(code, `the server keeps ${shown(cpu.serverCores)} cores busy`);
    }
    const ofLimit = cpu.serverLimit ? ` of the ${shown(cpu.serverLimit.cores)} that it may` : '';
    const idle = `${shown(cpu.idleCores)} of ${cpu.cpus} cores are idle and the server uses ${shown(cpu.serverCores)}${ofLimit}`;
    return found(wait ? `${percent(wait.share)} of an iteration is ${wait.what}, and ${idle}` : idle);
  }
  if (wait) return found(`${percent(wait.share)} of an iteration is ${wait.what}`);
  const queueing = queueingRatio(load.iterationMs ?? {});
  if (queueing !== undefined) {
    return absent(
      code,
      `the median iteration takes ${shown(queueing)} times the quickest, so VUs queue for something that is busy; ` +
        'whether server or generator a summary does not tell',
    );
  }
  return unknown(code, 'the CPU time of server, generator and machine while the load ran');
}
