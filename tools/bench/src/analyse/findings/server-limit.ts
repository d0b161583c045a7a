import type { Observation } from '../observation.ts';
import { OWN_SHARE } from './out-of-cpu.ts';
import { shown } from './verdict.ts';

/** Of its periods: in a server that is throttled in most of them, what is left of the quota is the scheduler's doing. */
const MOST_PERIODS = 0.5;

export interface AtItsQuota {
  quotaCores: number;
  /** `the server uses 0.1 of the 0.1 cores of its CPU limit` */
  because: string;
}

/** Where the server uses all of its CPU quota: what it does in that time is its capacity. Else undefined. */
export function atItsQuota({ cpu, throttling }: Observation): AtItsQuota | undefined {
  const limit = cpu?.serverLimit;
  if (cpu === undefined || limit?.by !== 'quota') return undefined;
  const throttledShare = throttling ? throttledShareOf(throttling) : 0;
  const because = whyUsedUp({ cores: cpu.serverCores, limitCores: limit.cores, throttledShare });
  return because === undefined ? undefined : { quotaCores: limit.cores, because: `the server ${because}` };
}

/** `uses 0.1 of the 0.1 cores of its CPU limit`; undefined where some of the quota is left. */
export function whyUsedUp({
  cores,
  limitCores,
  throttledShare,
}: {
  cores: number;
  limitCores: number;
  throttledShare: number;
}): string | undefined {
  const used = cores / limitCores;
  if (used < OWN_SHARE && !(used >= 0.75 && throttledShare >= MOST_PERIODS)) return undefined;
  return `uses ${shown(cores)} of the ${shown(limitCores)} cores of its CPU limit`;
}

/** Of the periods of the quota, 0 to 1. */
export function throttledShareOf(throttling: NonNullable<Observation['throttling']>): number {
  return throttling.totalPeriods > 0 ? throttling.throttledPeriods / throttling.totalPeriods : 0;
}
