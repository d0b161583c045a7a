import { join } from 'node:path';
import { gotCheaper } from '../analyse/level.ts';
import { BenchError } from '../errors/bench-error.ts';
import { searchesCapacity } from '../plan/capacity-scenario.ts';
import { shortLeadInMs } from '../plan/expected-round.ts';
import { sharedRate } from '../plan/rate-share.ts';
import { firstLike, loadNames } from '../schema/load-name.ts';
import type { PartKey } from '../schema/load-part.ts';
import { type BenchOptions, durationMs } from '../schema/options.ts';
import type { PlannedLoad } from '../schema/planned-load.ts';
import type { MeasuredRound, WarmUp } from '../schema/round.ts';
import { type LoadShape, type LoadSpec, loadOnce, planned, whileAlive } from './load-once.ts';
import { searchCapacity } from './search-capacity.ts';
import { warmUp, warmUpsOf, warmUpUntilLevel } from './warm-up.ts';

/** Warms the server up with the scenario, then measures one load of it, or the loads that its capacity is searched by. */
export async function measureLoad(spec: LoadSpec): Promise<MeasuredRound> {
  const { round, scenario, folder, before } = spec;
  const { options } = round.server;
  const { warmup, maxWarmup, duration, rate: given } = options;
  const names = loadNames(options).filter(
    (name) => !before.some((each) => each.scenario === name && each.status === 'failed'),
  );
  const own = sharedRate(options, scenario.name, before);
  // The same load for all that are measured at the same time.
  const met = await whileAlive(spec, async () => spec.participant?.meet({ rate: own }));
  const shared = own && (met?.rate ?? own);
  const rate = shared ?? given;
  const base = join(folder, scenario.name, `round-${round.round + 1}`);
  const warming: LoadShape = { duration: warmup, rate, base: `${base}.warmup` };
  const warmUps = warmUpsOf(before, scenario.name);
  const plannedLoad = await planOf(spec, { duration, rate, base: warming.base });
  // What was at its level from the first second on is warmed up by the lead-in alone.
  const isWarmedByLeadIn = durationMs(options.leadIn) > 0 && areSteady(warmUps);
  const untilLevel =
    maxWarmup !== undefined && scenario.name === firstLike(scenario.name, names) && !isWarmedByLeadIn
      ? await warmUpUntilLevel(spec, { ...warming, duration: maxWarmup })
      : undefined;
  if (untilLevel === undefined && durationMs(warmup) > 0) await warmUp(spec, warming);
  const searches = searchesCapacity(scenario.name);
  const parts = searches ? undefined : await partsOf(spec, { duration, rate, base: warming.base });
  const ownLeadInMs = leadInAfter(untilLevel ? [...warmUps, untilLevel] : warmUps, options);
  // One warms up in longer than another, and what is measured of both has to begin at once.
  const ready = await whileAlive(spec, async () => spec.participant?.meet({ leadInMs: ownLeadInMs }));
  const leadInMs = ready?.leadInMs ?? ownLeadInMs;
  const measured = searches
    ? await searchCapacity(spec, base)
    : await loadOnce(spec, { duration, leadInMs, rate, base, parts });
  return {
    ...measured,
    ...(plannedLoad && { planned: plannedLoad }),
    ...(untilLevel && { warmUp: untilLevel }),
    ...(shared !== undefined && { rate: shared }),
  };
}

/** The option `leadIn`, or as much of it as a server needs that never got cheaper. */
export function leadInAfter(warmUps: readonly WarmUp[], { leadIn }: BenchOptions): number {
  const longest = durationMs(leadIn);
  return areSteady(warmUps) ? Math.min(shortLeadInMs, longest) : longest;
}

/** Whether the launches so far have shown that a request does not get cheaper. */
function areSteady(warmUps: readonly WarmUp[]): boolean {
  return warmUps.length > 0 && warmUps.every((warm) => warm.state === 'level' && !gotCheaper(warm));
}

/**
 * Asked for once, before the first round of the scenario; later rounds have the same.
 * @throws LOAD_WITHOUT_END
 */
async function planOf(spec: LoadSpec, shape: LoadShape): Promise<PlannedLoad | undefined> {
  const { scenario, before } = spec;
  if (searchesCapacity(scenario.name)) return undefined;
  const earlier = before.find((round) => round.status === 'measured' && round.scenario === scenario.name);
  if (earlier?.status === 'measured') return earlier.planned;
  return whileAlive(spec, async (signal) => {
    const plan = await (await planned(spec, shape, signal, true)).plan?.();
    if (plan === undefined) return undefined;
    const why = plan.isPaused
      ? 'one that waits to be let go ("paused" in its options)'
      : plan.end.state === 'none' &&
        `one of ${plan.load.executors.join(' and ')} that goes on until it is stopped`;
    if (!why) return plan.load;
    throw new BenchError(
      'LOAD_WITHOUT_END',
      `scenario "${scenario.name}": expected a load that ends by itself, found ${why}`,
      'Give each scenario of the script a duration, such as __ENV.DURATION, and leave "paused" out.',
    );
  });
}

/** Found out once, before the first round of the scenario; later rounds have the same. */
async function partsOf(spec: LoadSpec, shape: LoadShape): Promise<readonly PartKey[]> {
  const earlier = spec.before.find(
    (round) => round.status === 'measured' && round.scenario === spec.scenario.name,
  );
  if (earlier?.status === 'measured') return earlier.load.parts ?? [];
  return whileAlive(spec, async (signal) => {
    const run = await planned(spec, shape, signal, true);
    return (await run.discoverParts?.()) ?? [];
  });
}
