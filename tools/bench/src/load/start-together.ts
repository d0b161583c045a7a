import { setTimeout as sleep } from 'node:timers/promises';
import { BenchError } from '../errors/bench-error.ts';
import type { StartSkew } from '../schema/round.ts';
import { anySignal } from '../system/any-signal.ts';
import { executionStatus } from './k6-api.ts';
import type { LiveLoad } from './live-load.ts';

/** A runner that was started paused: its VUs are made, and nothing is asked of the server. */
export interface PausedRunner {
  readonly name: string;
  readonly live: Pick<LiveLoad, 'status'>;
  /** How many it has made; undefined where it does not say. */
  readonly vus: () => Promise<number | undefined>;
  /** Lets it go; resolves when it says that it goes. */
  readonly resume: () => Promise<void>;
  /** Its end, also before it was let go. */
  readonly done: Promise<void>;
}

/** To load a script, its modules and data files, and to make the VUs. */
export const MOST_MS_TO_BE_READY = 120_000;
const LOOK_MS = 25;

/**
 * The barrier before a load of several runners: once the last one is ready, all are let go at once. What it answers is by how
 * much they can have begun apart, on our clock alone: those of the runners' machines may differ.
 *
 * @throws RUNNERS_NOT_READY where one takes too long, ends before, or does not go when it is let go, RUNNERS_WITHOUT_WORK where the
 *   load has no VU for one
 */
export async function startTogether(
  runners: readonly PausedRunner[],
  signal: AbortSignal,
  now = () => performance.now(),
): Promise<StartSkew> {
  const given = new AbortController();
  const giveUpAtMs = now() + MOST_MS_TO_BE_READY;
  const stop = anySignal(signal, given.signal);
  try {
    await Promise.all(
      runners.map((runner) => Promise.race([ready(runner, giveUpAtMs, now, stop), early(runner)])),
    );
    await allHaveWork(runners);
    const sentAtMs = now();
    const answeredAtMs = await Promise.all(
      runners.map(async (runner) => {
        await runner.resume().catch((cause: Error) => {
          signal.throwIfAborted();
          throw notReady(runner, `no answer when it was let go (${cause.message})`);
        });
        return now();
      }),
    );
    return { state: 'known', atMostMs: Math.max(...answeredAtMs) - sentAtMs };
  } finally {
    given.abort();
  }
}

async function ready(runner: PausedRunner, giveUpAtMs: number, now: () => number, signal: AbortSignal) {
  while ((await runner.live.status()) !== executionStatus.paused) {
    if (now() > giveUpAtMs) throw notReady(runner, `one that is not after ${MOST_MS_TO_BE_READY / 1000} s`);
    await sleep(LOOK_MS, undefined, { signal });
  }
}

/** k6 ends one that has nothing to do without a word. */
async function allHaveWork(runners: readonly PausedRunner[]): Promise<void> {
  const vus = await Promise.all(runners.map((runner) => runner.vus()));
  const idle = runners.filter((_, index) => vus[index] === 0);
  if (idle.length === 0) return;
  throw new BenchError(
    'RUNNERS_WITHOUT_WORK',
    `option "runners": expected a VU for each of ${runners.length} runners, found none for ${idle.map(({ name }) => name).join(', ')}`,
    `Lower "runners" (now ${runners.length}) to ${runners.length - idle.length} at most, or raise the VUs of the scenario ("vus").`,
  );
}

async function early(runner: PausedRunner): Promise<never> {
  await runner.done;
  throw notReady(runner, 'one that has ended before');
}

function notReady({ name }: PausedRunner, found: string): BenchError {
  return new BenchError(
    'RUNNERS_NOT_READY',
    `expected ${name} to be ready to start with the others, found ${found}`,
    'The log of the runner stands beside its summary. Lower "runners" where the machine is too small for so many.',
  );
}
