import { BenchError } from '../../errors/bench-error.ts';
import { searchesCapacity } from '../../plan/capacity-scenario.ts';
import { expectedRoundMs } from '../../plan/expected-round.ts';
import { parseOptions } from '../../plan/parse-options.ts';
import { durationMs } from '../../schema/options.ts';

/** So many pairs of rounds find a change of three times their noise; more launches find more than longer loads. */
const WANTED_ROUNDS = 12;
/** Launch and stop of a server, beside its loads. */
const LAUNCH_MS = 500;
/** A warm-up may be as long as so many loads: one that ends before the level is known makes each launch a slow one. */
const WARM_UP_LENGTHS = 10;
/** Lengths that a load is cut down to, s. */
const LENGTHS = [3, 2, 1];

/** What there is, and what it is for. */
export interface Fitting {
  readonly budgetMs: number;
  /** Rounds, below which there is no answer. */
  readonly fewest: number;
  /** Whether both sides of a server are measured at the same time. */
  readonly isTogether: (server: string) => boolean;
}

export interface FittedLoad {
  /** Lengths that stand in the place of the given ones; empty where those fit. */
  readonly lengths: Readonly<Record<string, string>>;
  /** Most rounds that the time has room for. */
  readonly rounds: number;
}

/**
 * Loads as long as given, or shortened to as many rounds as an answer takes in the time there is.
 * @param optionsByServer of one side, the other being the same load
 * @throws BUDGET_TOO_SHORT
 */
export function fitLoad(
  optionsByServer: ReadonlyMap<string, Record<string, unknown>>,
  fitting: Fitting,
): FittedLoad {
  const { budgetMs, fewest } = fitting;
  const fits = [undefined, ...LENGTHS].map((seconds) => fitOf(optionsByServer, fitting, seconds));
  const chosen = fits.find(({ rounds }) => rounds >= Math.max(WANTED_ROUNDS, fewest)) ?? fits.at(-1)!;
  if (chosen.rounds >= fewest) return chosen;
  throw new BenchError(
    'BUDGET_TOO_SHORT',
    `option "budget": expected time for ${fewest} rounds of both sides of ${[...optionsByServer.keys()].join(', ')}, found ${budgetMs / 1000} s, and each takes ${(chosen.eachMs / 1000).toFixed(1)} s with the shortest loads`,
    `--budget=${Math.ceil((chosen.eachMs * (fewest + 1)) / 1000)}s, or fewer servers (--servers=…), or fewer "thresholds".`,
  );
}

function fitOf(
  optionsByServer: ReadonlyMap<string, Record<string, unknown>>,
  { budgetMs, isTogether }: Fitting,
  seconds: number | undefined,
): FittedLoad & { eachMs: number } {
  const lengths = new Map<string, string>();
  let eachMs = 0;
  for (const [server, given] of optionsByServer) {
    const parsed = parseOptions(server, given);
    const cut = (
      name: 'duration' | 'warmup' | 'maxWarmup' | 'leadIn' | 'stepDuration',
      most: number | undefined,
    ) => {
      const now = parsed[name];
      if (most === undefined || now === undefined || durationMs(now) <= most * 1000) return;
      lengths.set(name, `${most}s`);
    };
    cut('duration', seconds);
    cut('warmup', seconds);
    if (parsed.scenarios.some(searchesCapacity)) cut('stepDuration', seconds);
    cut('leadIn', seconds);
    // The first launch finds the level; later ones, which are most, come back to it at once.
    cut('maxWarmup', seconds && WARM_UP_LENGTHS * seconds);
    const options = { ...parsed, ...Object.fromEntries(lengths) };
    eachMs +=
      (isTogether(server) ? 1 : 2) *
      (expectedRoundMs({ server: { server, label: server, options }, round: 1, position: 0 }) + LAUNCH_MS);
  }
  return { lengths: Object.fromEntries(lengths), rounds: Math.floor(budgetMs / eachMs), eachMs };
}
