import type { Bound } from '../schema/bound.ts';
import type { CapacitySearch } from '../schema/capacity.ts';
import { busyVusOf } from './findings/busy-vus.ts';
import { saturatedDependency } from './findings/dependency-limit.ts';
import { usesAllItCan } from './findings/generator-limit.ts';
import { longWaitOf } from './findings/long-wait.ts';
import { IDLE_SHARE, isOneThread, OWN_SHARE, RUN_OUT_SHARE } from './findings/out-of-cpu.ts';
import { atItsQuota, throttledShareOf } from './findings/server-limit.ts';
import { percent, shown } from './findings/verdict.ts';
import type { Observation, ObservedCpu } from './observation.ts';

/**
 * A queue before something that serves one at a time in a steady time is long and even: each iteration waits for all the
 * others. So is a wait of one length that the first iterations do not have. A random wait varies more.
 */
const EVEN_QUEUE = { leastRatio: 3, mostSpread: 1.3 };

/** k6 spaces requests out evenly, and a load ends within the last space. */
const HELD_SHARE = 0.95;

/**
 * What sets the figures of a server under a load, the tightest bound first: its CPU quota, then whoever has used up the CPU,
 * then a known wait, the VUs, and last the rate that was asked for.
 */
export function boundOf(observation: Observation): Bound {
  const evidence = evidenceOf(observation);
  const { cpu } = observation;
  const search = observation.rounds.find(({ capacity }) => capacity)?.capacity;
  const known = (by: Exclude<Bound['by'], 'unknown'>, because: string): Bound => ({ by, because, evidence });
  const unknown = (needs: string): Bound => ({ by: 'unknown', needs, evidence });

  if (search) return boundOfSearch(search, observation, { known, unknown });
  const limited = atItsQuota(observation);
  if (limited) return known('server-limit', limited.because);
  const saturated = saturatedDependency(observation);
  if (saturated) return known('dependency', `the dependency ${saturated.because}`);
  const cpuBound = cpu && boundOfCpu(cpu, observation.generator);
  if (cpuBound && 'because' in cpuBound) return known(cpuBound.by, cpuBound.because);

  const held = heldRateOf(observation);
  if (held !== undefined) {
    return known(
      'rate',
      `the script lets k6 send no more than ${shown(held)} requests/s, by the option "rps"`,
    );
  }
  const vus = busyVusOf(observation);
  if (vus === undefined) return unknown('vus_max, http_reqs and iteration_duration');
  if (observation.model === 'mixed') {
    return unknown(
      `a load of one model: the script has ${observation.planned!.executors.join(' and ')} at once`,
    );
  }
  const dropped = observation.load.droppedIterations;
  if (!vus.always && !dropped) {
    return known(
      'rate',
      `${shown(vus.busy)} of ${shown(vus.vus)} VUs are busy on average: the load asks for no more`,
    );
  }
  const wait = longWaitOf(observation);
  if (wait) return known('wait', `${percent(wait.share)} of an iteration is ${wait.what}`);
  if (cpu === undefined) return unknown('the CPU time of server, generator and machine while the load ran');
  if (cpuBound) return unknown(cpuBound.needs);
  const idle = `${shown(cpu.idleCores)} of ${cpu.cpus} cores are idle`;
  const queue = evenQueueOf(observation);
  if (queue !== undefined) {
    return unknown(
      `a load with more VUs: ${idle} while the median iteration takes ${shown(queue)} times the quickest, so that VUs may queue for ` +
        'something in the server that is not CPU, such as a lock or a pool',
    );
  }
  if (!vus.always) {
    return known(
      'vus',
      `${shown(vus.vus)} VUs were too few for ${shown(dropped!)} iterations that the rate asked for, and ${idle}`,
    );
  }
  return known(
    'vus',
    `all ${shown(vus.vus)} VUs${isRamp(observation) ? ' that the script has on average' : ''} are busy, and ${idle}`,
  );
}

/** What k6 was held to, if that is what it sent: its VUs wait for it within their iterations, as they would for a server. */
function heldRateOf({ planned, load }: Observation): number | undefined {
  const most = planned?.mostRequestsPerSecond;
  return most !== undefined && (load.requestsPerSecond ?? 0) >= HELD_SHARE * most ? most : undefined;
}

function isRamp({ planned }: Observation): boolean {
  return planned?.meanVus !== undefined && planned.meanVus < planned.mostVus;
}

type CpuBound = { by: 'generator' | 'server-cpu'; because: string } | { by: 'unknown'; needs: string };

/** Who has used up the CPU that it can use; undefined where nobody has. */
function boundOfCpu(cpu: ObservedCpu, generator: string): CpuBound | undefined {
  const { cpus, serverCores, generatorCores, foreignCores, idleCores, serverLimit } = cpu;
  if (serverLimit && serverCores >= OWN_SHARE * serverLimit.cores) {
    return {
      by: 'server-cpu',
      because: `the server uses ${shown(serverCores)} of the ${shown(serverLimit.cores)} CPUs that it may use`,
    };
  }
  if (usesAllItCan(cpu)) {
    return {
      by: 'generator',
      because: `${generator} uses ${shown(generatorCores)} of the ${cpu.generatorMostCores} cores that it can use`,
    };
  }
  if (idleCores <= RUN_OUT_SHARE * cpus) {
    const all = `${shown(idleCores)} of ${cpus} cores are idle`;
    if (foreignCores >= Math.max(serverCores, generatorCores)) {
      return { by: 'unknown', needs: `a quiet machine: other processes used ${shown(foreignCores)} cores` };
    }
    return generatorCores >= serverCores
      ? {
          by: 'generator',
          because: `${generator} uses ${shown(generatorCores)} cores, the server ${shown(serverCores)}, and ${all}`,
        }
      : {
          by: 'server-cpu',
          because: `the server uses ${shown(serverCores)} cores, ${generator} ${shown(generatorCores)}, and ${all}`,
        };
  }
  if (serverLimit === undefined && isOneThread(serverCores) && idleCores >= IDLE_SHARE * cpus) {
    return {
      by: 'server-cpu',
      because: `the server keeps ${shown(serverCores)} cores busy, as one thread does`,
    };
  }
  if (idleCores + foreignCores >= IDLE_SHARE * cpus && idleCores < IDLE_SHARE * cpus) {
    return foreignCores >= RUN_OUT_SHARE * cpus
      ? { by: 'unknown', needs: `a quiet machine: other processes used ${shown(foreignCores)} cores` }
      : {
          by: 'unknown',
          needs: `a load that uses up the CPU, or leaves it: ${shown(idleCores)} of ${cpus} cores are idle`,
        };
  }
  return undefined;
}

function evenQueueOf({ load: { iterationMs } }: Observation): number | undefined {
  if (!iterationMs?.min || iterationMs.p50 === undefined || iterationMs.p90 === undefined) return undefined;
  const ratio = iterationMs.p50 / iterationMs.min;
  return ratio >= EVEN_QUEUE.leastRatio && iterationMs.p90 / iterationMs.p50 < EVEN_QUEUE.mostSpread
    ? ratio
    : undefined;
}

/** Of the capacity, and not of the figures at the rate that was held: at the lowest rate that was not. */
function boundOfSearch(
  { outcome, steps }: CapacitySearch,
  { cpu, generator }: Observation,
  say: {
    known: (by: Exclude<Bound['by'], 'unknown'>, because: string) => Bound;
    unknown: (needs: string) => Bound;
  },
): Bound {
  if (outcome.state === 'generator-bound') {
    return say.known(
      'generator',
      `${generator} used more CPU than the server at ${shown(outcome.exceededAt)} requests/s, which was too much`,
    );
  }
  if (outcome.state === 'not-exceeded') {
    return say.known('rate', `${shown(outcome.atLeast)} requests/s, the most that is tried, was held`);
  }
  const rate = outcome.state === 'found' ? outcome.exceededAt : outcome.lowestTried;
  const exceeded = steps.find(({ requestsPerSecond }) => requestsPerSecond === rate);
  if (exceeded === undefined || cpu === undefined)
    return say.unknown('the CPU time at the rate that was too high');
  const at = `at ${shown(rate)} requests/s, which was too much, the server used ${shown(exceeded.serverCores)}`;
  const limit = cpu.serverLimit;
  if (limit && exceeded.serverCores >= OWN_SHARE * limit.cores) {
    const all = `${at} of its ${shown(limit.cores)} cores`;
    return say.known(limit.by === 'quota' ? 'server-limit' : 'server-cpu', all);
  }
  if (exceeded.serverCores >= OWN_SHARE || exceeded.idleCores <= RUN_OUT_SHARE * cpu.cpus) {
    return say.known('server-cpu', `${at} cores, and ${shown(exceeded.idleCores)} of ${cpu.cpus} were idle`);
  }
  return say.unknown(`why p99 was too long while CPU was idle: ${at} of ${cpu.cpus} cores`);
}

function evidenceOf(observation: Observation): Record<string, number> {
  const { cpu, dependencies, load, throttling } = observation;
  const vus = busyVusOf(observation);
  return {
    ...(load.requestsPerSecond !== undefined && { requestsPerSecond: load.requestsPerSecond }),
    ...(cpu && {
      serverCores: cpu.serverCores,
      ...(cpu.serverLimit && { serverLimitCores: cpu.serverLimit.cores }),
      generatorCores: cpu.generatorCores,
      ...(cpu.generatorMostCores !== undefined && { generatorMostCores: cpu.generatorMostCores }),
      foreignCores: cpu.foreignCores,
      idleCores: cpu.idleCores,
      cpus: cpu.cpus,
    }),
    ...(dependencies && { dependencyCores: dependencies.reduce((sum, { cores }) => sum + cores, 0) }),
    ...(vus && { vus: vus.vus, busyVus: vus.busy, iterationAvgMs: vus.iterationAvgMs }),
    ...(load.droppedIterations !== undefined && { droppedIterations: load.droppedIterations }),
    ...(throttling && { throttledShareOfPeriods: throttledShareOf(throttling) }),
  };
}
