import type { Observation, ObservedDependency } from '../observation.ts';
import { busyVusOf } from './busy-vus.ts';
import { atItsQuota } from './server-limit.ts';
import { shown } from './verdict.ts';

/** Of its quota, and of one core. As for servers: a backlog used 1.00 to 1.01 of a quota, one thread 0.95 to 1.05 of a core. */
const OWN_SHARE = 0.9;
/** Of its periods: what is throttled in most of them has run out, though the scheduler may not have given it all. */
const MOST_PERIODS = 0.5;
/** A core, and the helpers of the one thread that is on it. */
const MOST_OF_ONE_THREAD = 1.2;
/** Of the machine. With less of it idle the machine has run out of CPU. */
const RUN_OUT_SHARE = 0.1;
/** Of the machine. With as much of it idle nothing but the dependency itself keeps it from using more. */
const IDLE_SHARE = 0.25;

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
  { cpu, load }: Observation,
): string | undefined {
  if (limit !== undefined) {
    const used = cores / limit.cores;
    const isAtIt = used >= OWN_SHARE || (used >= 0.75 && throttledShare >= MOST_PERIODS);
    return isAtIt ? `uses ${shown(cores)} of the ${shown(limit.cores)} cores of its CPU limit` : undefined;
  }
  if (cpu === undefined) return undefined;
  const { cpus, serverCores, generatorCores, foreignCores, idleCores } = cpu;
  const idle = `${shown(idleCores)} of ${cpus} cores are idle`;
  if (idleCores <= RUN_OUT_SHARE * cpus && cores >= Math.max(serverCores, generatorCores, foreignCores)) {
    return `uses ${shown(cores)} cores, the server ${shown(serverCores)}, and ${idle}`;
  }
  const isOneThread = cores >= OWN_SHARE && cores <= MOST_OF_ONE_THREAD && cores > serverCores;
  return isOneThread && idleCores >= IDLE_SHARE * cpus && busyVusOf(load)?.always
    ? `keeps ${shown(cores)} cores busy, as one thread does, while all VUs wait and ${idle}`
    : undefined;
}
