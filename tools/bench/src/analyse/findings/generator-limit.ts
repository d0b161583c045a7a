import type { ObservedCpu } from '../observation.ts';

/** Of the CPUs that it can use at all, where those are fewer than the machine has. */
const OWN_SHARE = 0.9;

/** The runners that are out of the CPU of their own limits: what they measure holds their own waiting. */
export function runnersAtTheirLimit({ limitedRunners = [] }: ObservedCpu) {
  return limitedRunners.filter(({ cores, limitCores }) => cores >= OWN_SHARE * limitCores);
}

/** The generator is out of CPU, though the machine may not be: by its threads, or by its pinning. */
export function usesAllItCan({ generatorCores, generatorMostCores }: ObservedCpu): boolean {
  return generatorMostCores !== undefined && generatorCores >= OWN_SHARE * generatorMostCores;
}
