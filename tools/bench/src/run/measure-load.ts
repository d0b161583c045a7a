import { join } from 'node:path';
import { searchesCapacity } from '../plan/capacity-scenario.ts';
import { durationMs } from '../schema/options.ts';
import type { MeasuredRound } from '../schema/round.ts';
import { type LoadSpec, loadOnce, warmUp } from './load-once.ts';
import { searchCapacity } from './search-capacity.ts';

/** Warms the server up with the scenario, then measures one load of it, or the loads that its capacity is searched by. */
export async function measureLoad(spec: LoadSpec): Promise<MeasuredRound> {
  const { round, scenario, folder } = spec;
  const { warmup, duration, rate } = round.server.options;
  const base = join(folder, scenario.name, `round-${round.round + 1}`);
  if (durationMs(warmup) > 0) await warmUp(spec, { duration: warmup, rate, base: `${base}.warmup` });
  return searchesCapacity(scenario.name)
    ? searchCapacity(spec, base)
    : loadOnce(spec, { duration, rate, base });
}
