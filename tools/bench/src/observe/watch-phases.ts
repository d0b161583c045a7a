import { setTimeout as sleep } from 'node:timers/promises';
import { executionStatus } from '../load/k6-api.ts';
import type { LiveLoad } from '../load/live-load.ts';

/** What k6's API told of the phases of a run; on the clock of the readings. */
export interface Phases {
  /** Absent where no `setup()` was seen. */
  readonly setup?: { readonly beganAtMs: number; readonly endedAtMs: number; readonly requests: number };
  /** When the scenarios began; absent where the API did not tell. */
  readonly runningAtMs?: number;
  /** Iterations that k6 dropped in the lead-in; absent where there was none. */
  readonly droppedInLeadIn?: number;
  /**
   * When the scenarios were seen to have ended, when they were last known to run, and the requests until then; absent where that
   * was not seen.
   */
  readonly teardown?: { readonly seenAtMs: number; readonly lastLoadAtMs: number; readonly requests: number };
}

export interface PhaseWatch {
  readonly seen: () => Phases;
  /** To be called with each count of requests. */
  readonly onCount: (requests: number) => Promise<void>;
}

/** Half of the 50 ms in which k6 collects samples before it counts them. */
export const COUNT_LAG_MS = 25;
/** Between looks until the load begins. */
const LOOK_MS = 15;
/** Looks from the end that the load was asked to have: few, as a script may go on for longer. */
const END_LOOKS = 5;
const END_LOOK_MS = 50;

/**
 * Asks k6 for its phase, densely until the scenarios run, and after that only when requests have stood still or the load is to
 * end: while there is a load, every question takes CPU from what is measured.
 */
export function watchPhases(run: {
  live: LiveLoad;
  /** The clock of the readings, ms. */
  now: () => number;
  isStopped: () => boolean;
  /** What the scenarios were asked to take. */
  durationMs: number;
  /** How much of that is lead-in. */
  leadInMs: number;
  /** Called when the scenarios have begun. */
  onBegin: () => void;
  /** Called with the count of requests when the lead-in is over. */
  onMeasured: (requests: number) => void;
  /** Called with the count of requests when the scenarios are to end. */
  onEnding: (requests: number) => void;
  /** Called when they are seen to have ended. */
  onTeardown: () => void;
}): PhaseWatch {
  const { live, now } = run;
  let seen: Phases = {};
  let last = { requests: 0, atMs: 0 };

  const untilRunning = async () => {
    let beforeMs: number | undefined;
    let setup: { beganAtMs: number; lastMs: number; looks: number; requests: number } | undefined;
    while (!run.isStopped()) {
      const askedMs = now();
      const status = await live.status();
      if (run.isStopped()) return;
      const atMs = (askedMs + now()) / 2;
      if (status === executionStatus.setup) {
        const beganAtMs = setup?.beganAtMs ?? ((beforeMs ?? atMs) + atMs) / 2;
        // The last count before the load; k6 has none before the first request.
        const requests = Math.max(setup?.requests ?? 0, (await live.requests()) ?? 0);
        setup = { beganAtMs, lastMs: atMs, looks: (setup?.looks ?? 0) + 1, requests };
      } else if (status !== undefined && status >= executionStatus.running) {
        // A single look may catch the moment that k6 takes to see that there is no `setup()`.
        const isSetup = setup !== undefined && setup.looks > 1;
        seen = {
          ...seen,
          runningAtMs: atMs,
          ...(isSetup && {
            setup: {
              beganAtMs: setup!.beganAtMs,
              endedAtMs: (setup!.lastMs + atMs) / 2,
              requests: setup!.requests,
            },
          }),
        };
        run.onBegin();
        return;
      } else if (status !== undefined) beforeMs = atMs;
      await sleep(LOOK_MS);
    }
  };

  const endedBy = async (lastLoadAtMs: number): Promise<boolean> => {
    const status = await live.status();
    if (status === undefined || status < executionStatus.teardown || seen.teardown || run.isStopped()) {
      return seen.teardown !== undefined || run.isStopped();
    }
    const seenAtMs = now();
    run.onTeardown();
    seen = { ...seen, teardown: { seenAtMs, lastLoadAtMs, requests: last.requests } };
    // It counts samples some time after they are made.
    await sleep(2 * COUNT_LAG_MS);
    const requests = Math.max(last.requests, (await live.requests()) ?? 0);
    seen = { ...seen, teardown: { seenAtMs, lastLoadAtMs, requests } };
    return true;
  };

  const atEnd = async () => {
    if (seen.runningAtMs === undefined) return;
    const beginAtMs = seen.setup?.endedAtMs ?? seen.runningAtMs;
    if (run.leadInMs > 0) {
      await sleep(beginAtMs + run.leadInMs + COUNT_LAG_MS - now(), undefined, { ref: false });
      const requests = await live.requests();
      if (requests !== undefined && !run.isStopped()) run.onMeasured(requests);
      seen = { ...seen, droppedInLeadIn: await live.dropped() };
    }
    const endAtMs = beginAtMs + run.durationMs;
    await sleep(endAtMs + COUNT_LAG_MS - now(), undefined, { ref: false });
    let lastLoadAtMs = endAtMs;
    for (let look = 0; look < END_LOOKS && !run.isStopped(); look += 1) {
      const requests = await live.requests();
      if (requests !== undefined && !run.isStopped()) run.onEnding(requests);
      if (await endedBy(lastLoadAtMs)) return;
      lastLoadAtMs = now();
      await sleep(END_LOOK_MS);
    }
  };
  void untilRunning().then(atEnd);

  return {
    seen: () => seen,
    onCount: async (requests) => {
      if (requests > last.requests) last = { requests, atMs: now() };
      else if (seen.runningAtMs !== undefined) await endedBy(last.atMs);
    },
  };
}
