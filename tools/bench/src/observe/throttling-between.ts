import type { Throttling } from '../schema/round.ts';

/** Undefined where there is no quota, whose periods would be counted. */
export function throttlingBetween(
  before: Throttling | undefined,
  after: Throttling | undefined,
): Throttling | undefined {
  if (before === undefined || after === undefined || after.totalPeriods === 0) return undefined;
  return {
    throttledPeriods: after.throttledPeriods - before.throttledPeriods,
    totalPeriods: after.totalPeriods - before.totalPeriods,
    throttledMicros: after.throttledMicros - before.throttledMicros,
  };
}
