import { firstLike, loadNames } from '../schema/load-name.ts';
import { type BenchOptions, durationMs } from '../schema/options.ts';
import { searchesCapacity } from './capacity-scenario.ts';
import type { PlannedRound } from './plan.ts';

/** What launches of a server took in an earlier run under the same options, ms. */
export interface KnownLaunches {
  readonly coldStartMs: number;
  readonly leadInMs: number;
  readonly warmUpMs: { readonly first: number; readonly later: number };
}

/** k6's own start as a process; in a cluster its pods are made, started, and seen to end, which took the development cluster 8 s. */
const k6StartMs = ({ launcher, generator }: BenchOptions) =>
  launcher === 'kubernetes' && generator !== 'local' ? 8000 : 600;
/** Loads of a search that starts within a factor of four of the capacity, about. */
const searchSteps = 12;
/** Of most servers, until CPU per request is level: in the first launch, and in later ones. */
const levelAfterMs = { first: 9000, later: 3000 };
/** Of a server without a compiler at work, to which new connections are nothing new: native Rust, Wasm and Go are level at once. */
export const shortLeadInMs = 1000;

/** What a round will take when nothing goes wrong, ms: start, rest in the first one, warm-up, load, k6's own starts. */
export function expectedRoundMs({ server, round }: PlannedRound, known?: KnownLaunches): number {
  const { options } = server;
  const place = round === 0 ? 'first' : 'later';
  const names = loadNames(options);
  const startMs = k6StartMs(options);
  const withStart = (ms: number) => (ms === 0 ? 0 : ms + startMs);
  const loads = names.map((scenario) => {
    const warmUpMs =
      scenario === firstLike(scenario, names) && options.maxWarmup !== undefined
        ? withStart(Math.min(durationMs(options.maxWarmup), (known?.warmUpMs ?? levelAfterMs)[place]))
        : withStart(durationMs(options.warmup));
    const leadMs = known?.leadInMs ?? Math.min(shortLeadInMs, durationMs(options.leadIn));
    const loadMs = withStart(leadMs + durationMs(options.duration));
    return (
      warmUpMs +
      (searchesCapacity(scenario) ? searchSteps * (durationMs(options.stepDuration) + startMs) : loadMs)
    );
  });
  const restMs = round === 0 ? durationMs(options.rest) : 0;
  return (known?.coldStartMs ?? 0) + restMs + loads.reduce((sum, ms) => sum + ms, 0);
}

/** Whether nobody knows yet how long the server takes to warm up. */
export function isWarmUpUnknown({ server: { options } }: PlannedRound, known?: KnownLaunches): boolean {
  return options.maxWarmup !== undefined && known === undefined;
}
