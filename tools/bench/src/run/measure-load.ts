import { join } from 'node:path';
import { searchesCapacity } from '../plan/capacity-scenario.ts';
import { sharedRate } from '../plan/rate-share.ts';
import { durationMs } from '../schema/options.ts';
import type { MeasuredRound } from '../schema/round.ts';
import { type LoadShape, type LoadSpec, loadOnce } from './load-once.ts';
import { searchCapacity } from './search-capacity.ts';
import { warmUp, warmUpUntilLevel } from './warm-up.ts';

/** Warms the server up with the scenario, then measures one load of it, or the loads that its capacity is searched by. */
export async function measureLoad(spec: LoadSpec): Promise<MeasuredRound> {
  const { round, scenario, folder } = spec;
  const { warmup, maxWarmup, duration, rate: given, scenarios } = round.server.options;
  const shared = sharedRate(round.server.options, scenario.name, spec.before);
  const rate = shared ?? given;
  const base = join(folder, scenario.name, `round-${round.round + 1}`);
  const warming: LoadShape = { duration: warmup, rate, base: `${base}.warmup` };
  const untilLevel =
    maxWarmup !== undefined && scenario.name === scenarios[0]
      ? await warmUpUntilLevel(spec, { ...warming, duration: maxWarmup })
      : undefined;
  if (untilLevel === undefined && durationMs(warmup) > 0) await warmUp(spec, warming);
  const measured = searchesCapacity(scenario.name)
    ? await searchCapacity(spec, base)
    : await loadOnce(spec, { duration, rate, base });
  return {
    ...measured,
    ...(untilLevel && { warmUp: untilLevel }),
    ...(shared !== undefined && { rate: shared }),
  };
}
