import type { Observation, ObservedDependency } from '../observation.ts';
import { busyVusOf } from './busy-vus.ts';
import { IDLE_SHARE, isOneThread, RUN_OUT_SHARE } from './out-of-cpu.ts';
import { atItsQuota, whyUsedUp } from './server-limit.ts';
import { shown } from './verdict.ts';

export interface SaturatedDependency {
  dependency: ObservedDependency;
  /** `database uses 0.1 of the 0.1 cores of its CPU limit` */
  because: string;
}

/**
 * The dependency that sets the figures: it has used up its quota, or most of what a machine without idle CPU gave, or, on an
 * idle machine whose VUs all wait, the one core that one thread can use. Undefined where none has, and where the server itself
 * is at its limit, which then comes first.
 */
export function saturatedDependency(observation: Observation): SaturatedDependency | undefined {
  if (atItsQuota(observation) !== undefined) return undefined;
  for (const dependency of observation.dependencies ?? []) {
    const because = whySaturated(dependency, observation);
    if (because !== undefined) return { dependency, because: `${dependency.name} ${because}` };
  }
  return undefined;
}

function whySaturated(
  { cores, limit, throttledShare = 0 }: ObservedDependency,
  observation: Observation,
): string | undefined {
  const { cpu } = observation;
  if (limit !== undefined) return whyUsedUp({ cores, limitCores: limit.cores, throttledShare });
  if (cpu === undefined) return undefined;
  const { cpus, serverCores, generatorCores, foreignCores, idleCores } = cpu;
  const idle = `${shown(idleCores)} of ${cpus} cores are idle`;
  if (idleCores <= RUN_OUT_SHARE * cpus && cores >= Math.max(serverCores, generatorCores, foreignCores)) {
    return `uses ${shown(cores)} cores, the server ${shown(serverCores)}, and ${idle}`;
  }
  return isOneThread(cores) &&
    cores > serverCores &&
    idleCores >= IDLE_SHARE * cpus &&
    busyVusOf(observation)?.always
    ? `keeps ${shown(cores)} cores busy, as one thread does, while all VUs wait and ${idle}`
    : undefined;
}
