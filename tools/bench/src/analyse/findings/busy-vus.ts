import type { Observation } from '../observation.ts';

/**
 * Share of its time for which the average VU is inside an iteration; k6's own work between iterations and
 * its start and end take the rest: 0.99 to 1 in closed scenarios of 2 to 30 s.
 */
const ALWAYS_BUSY = 0.9;

export interface BusyVus {
  /** On average, where the script says so; else the most that there were. */
  vus: number;
  iterationAvgMs: number;
  /** Mean over the load, by Little's law. */
  busy: number;
  /** None is to spare: the load is a closed model, or an open one that has too few. */
  always: boolean;
}

/** How many VUs are inside an iteration on average (Little 1961); undefined where the generator does not tell. */
export function busyVusOf({
  load,
  planned,
  model,
}: Pick<Observation, 'load' | 'planned' | 'model'>): BusyVus | undefined {
  const { requestsPerSecond, iterationMs } = load;
  const vus = (model === 'closed' ? planned?.meanVus : undefined) ?? load.vusMax;
  if (!vus || !requestsPerSecond || iterationMs?.avg === undefined) return undefined;
  const iterationsPerRequest = load.iterations && load.requests ? load.iterations / load.requests : 1;
  const busy = (requestsPerSecond * iterationsPerRequest * iterationMs.avg) / 1000;
  const always = model === 'closed' || (model !== 'mixed' && busy / vus >= ALWAYS_BUSY);
  return { vus, iterationAvgMs: iterationMs.avg, busy, always };
}
