import type { CountedLoad } from '../load/counted-load.ts';
import type { GeneratorRun } from '../load/generator-run.ts';
import { counterAt, loadTime } from '../observe/load-time.ts';
import type { Reading } from '../observe/sampler.ts';
import type { Phases } from '../observe/watch-phases.ts';
import { durationMs } from '../schema/options.ts';
import type { LoadSummary, MeasuredRound } from '../schema/round.ts';
import type { LoadShape } from './load-once.ts';

export interface OwnLoad extends Pick<MeasuredRound, 'outsideLoad'> {
  readonly load: LoadSummary;
  readonly loadMs: number;
  /** The readings of the load's own time, and k6's start where it cannot be told apart. */
  readonly inLoad: readonly Reading[];
  /** How much a counter grew for the requests of `load`. */
  readonly grewBy: (counter: (reading: Reading) => number) => number;
}

/** A run that takes no longer than it was asked to has nothing outside its load; no k6 needs to be asked. */
const UNASKED_MS = 50;

/** The end of a program is seen within it, and that of a Job in a cluster seconds later. */
const SEEN_WITHIN_MS = 250;

/** Those of a stretch of time; all of them where it is too short for two. */
function readingsIn(readings: readonly Reading[], fromMs: number, toMs: number): readonly Reading[] {
  const within = readings.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  return within.length > 1 ? within : readings;
}

async function plannedMs(run: GeneratorRun): Promise<number | undefined> {
  const end = (await run.plan?.())?.end;
  return end?.state === 'known' ? end.afterMs : undefined;
}

/** The load that the scenarios made, without its lead-in and what the script does before and after it. */
export async function ownLoad(
  counted: CountedLoad,
  observed: { run: GeneratorRun; shape: LoadShape; readings: readonly Reading[]; phases: Phases },
): Promise<OwnLoad> {
  const { run, shape, readings, phases } = observed;
  const { load, totalMs, totalRequests, loadRequests } = counted;
  const { leadInMs } = run;
  const isAsAsked = Math.abs(totalMs - leadInMs - durationMs(shape.duration)) < UNASKED_MS;
  const isKnown = phases.setup === undefined && isAsAsked;
  const own =
    isKnown && leadInMs === 0
      ? undefined
      : loadTime({
          totalMs,
          requests: totalRequests,
          loadRequests,
          phases,
          plannedMs: isKnown ? totalMs : await plannedMs(run),
          leadInMs,
          readings,
        });
  if (own === undefined) {
    const outside = totalRequests - load.requests;
    return {
      load,
      loadMs: totalMs,
      inLoad: readingsIn(readings, 0, (phases.runningAtMs ?? Infinity) + totalMs + SEEN_WITHIN_MS),
      grewBy: (counter) => counter(readings.at(-1)!) - counter(readings[0]!),
      // Too quick for its time to be seen.
      ...(outside > 0 && { outsideLoad: { setupMs: 0, afterMs: 0, requests: outside } }),
    };
  }
  const { beginAtMs, endAtMs, requests, setupMs, afterMs } = own;
  const loadMs = endAtMs - beginAtMs;
  return {
    load: {
      ...load,
      requests,
      requestsPerSecond: (requests / loadMs) * 1000,
      ...(leadInMs > 0 && {
        iterations: Math.round((load.iterations * requests) / load.requests),
        droppedIterations: load.droppedIterations - (phases.droppedInLeadIn ?? 0),
      }),
    },
    loadMs,
    inLoad: readingsIn(readings, beginAtMs, endAtMs),
    grewBy: (counter) => counterAt(readings, endAtMs, counter) - counterAt(readings, beginAtMs, counter),
    outsideLoad: {
      setupMs,
      ...(leadInMs > 0 && { leadInMs }),
      afterMs,
      requests: totalRequests - requests,
    },
  };
}
