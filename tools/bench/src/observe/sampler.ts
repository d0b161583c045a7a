import { liveRequests } from '../load/k6-api.ts';
import type { Throttling } from '../schema/round.ts';
import type { PeakWatch } from '../system/process/proportional-memory.ts';
import type { Meter } from '../system/usage.ts';
import { type MachineTimes, machineTimes, ownCpuMicros } from './machine-load.ts';
import { type Phases, watchPhases } from './watch-phases.ts';

/** Everything that can be read at one moment of a load; counters run since their own beginnings. */
export interface Reading extends Readonly<MachineTimes> {
  readonly atMs: number;
  readonly serverCpuMicros: number;
  readonly serverRssBytes: number;
  readonly generatorCpuMicros: number;
  readonly ownCpuMicros: number;
  readonly requests?: number | undefined;
  /** Of the server's CPU quota, since its own beginning; absent where there is none. */
  readonly throttling?: Throttling | undefined;
}

export interface Sampler {
  /** The readings so far. */
  readonly soFar: () => readonly Reading[];
  /** What k6 told of its phases so far. */
  readonly phases: () => Phases;
  /** Ends the sampling with a last reading and returns all of them, in order; at least two. */
  readonly stop: () => Reading[];
}

const intervalMs = 250;
const liveIntervalMs = 500;

/** Reads the meters four times a second, and k6's request count twice a second, told to `onRequests`. */
export function startSampler(source: {
  server: Meter;
  generator: Meter;
  throttling?: (() => Throttling) | undefined;
  /** Looks along with it, from the begin of the scenarios to their end; whoever started it ends it. */
  peak?: PeakWatch | undefined;
  /** Of k6; without it nobody counts the requests until the end. */
  apiAddress?: string | undefined;
  /** What the load was asked to take, lead-in included. */
  durationMs: number;
  leadInMs?: number;
  onRequests: (requests: number) => void;
}): Sampler {
  const { apiAddress } = source;
  const startedAt = performance.now();
  const now = () => performance.now() - startedAt;
  const read = (requests?: number): Reading => {
    const server = source.server();
    source.peak?.look();
    return {
      atMs: now(),
      serverCpuMicros: server.cpuMicros,
      serverRssBytes: server.rssBytes,
      generatorCpuMicros: source.generator().cpuMicros,
      ownCpuMicros: ownCpuMicros(),
      ...machineTimes(),
      requests,
      throttling: source.throttling?.(),
    };
  };
  let stopped = false;
  const readings = [read()];
  const sampling = setInterval(() => readings.push(read()), intervalMs);
  const phases =
    apiAddress === undefined
      ? undefined
      : watchPhases({
          apiAddress,
          durationMs: source.durationMs,
          leadInMs: source.leadInMs ?? 0,
          now,
          isStopped: () => stopped,
          onBegin: () => {
            source.peak?.restart();
            readings.push(read());
          },
          onMeasured: (requests) => {
            source.peak?.restart();
            readings.push(read(requests));
          },
          onEnding: (requests) => void readings.push(read(requests)),
          onTeardown: () => void source.peak?.end(),
        });
  const poll = async (address: string) => {
    const requests = await liveRequests(address);
    if (requests === undefined || stopped) return;
    // Read at once: a count is worth something only beside the CPU time of the same moment.
    readings.push(read(requests));
    source.onRequests(requests);
    await phases?.onCount(requests);
  };
  const polling = apiAddress === undefined ? undefined : setInterval(poll, liveIntervalMs, apiAddress);
  return {
    soFar: () => readings,
    phases: () => phases?.seen() ?? {},
    stop: () => {
      stopped = true;
      clearInterval(sampling);
      clearInterval(polling);
      readings.push(read());
      return readings;
    },
  };
}
