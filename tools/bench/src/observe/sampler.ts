import type { LiveLoad } from '../load/live-load.ts';
import type { Throttling } from '../schema/round.ts';
import type { PeakWatch } from '../system/process/proportional-memory.ts';
import type { Meter, Usage } from '../system/usage.ts';
import { type MachineTimes, machineTimes, ownCpuMicros } from './machine-load.ts';
import { type Phases, watchPhases } from './watch-phases.ts';

/** Everything that can be read at one moment of a load; counters run since their own beginnings. */
export interface Reading extends Readonly<MachineTimes> {
  readonly atMs: number;
  readonly serverCpuMicros: number;
  readonly serverRssBytes: number;
  /** Of all runners together. */
  readonly generatorCpuMicros: number;
  /** Of each of several. */
  readonly runnerCpuMicros?: readonly number[] | undefined;
  /** Of each dependency of the server, in the order that they were given in. */
  readonly dependencies: readonly DependencyReading[];
  /** Of dependencies of other servers. */
  readonly idleOnesCpuMicros: number;
  readonly ownCpuMicros: number;
  readonly requests?: number | undefined;
  /** Of the server's CPU quota, since its own beginning; absent where there is none. */
  readonly throttling?: Throttling | undefined;
}

export interface DependencyReading extends Usage {
  readonly throttling?: Throttling | undefined;
}

/** The meters of a dependency. */
export interface DependencySource {
  readonly usage: Meter;
  readonly throttling?: (() => Throttling) | undefined;
}

export interface Sampler {
  /** When `atMs` is 0, by `performance.now()`. */
  readonly startedAt: number;
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
  /** One meter for each runner. */
  generator: readonly Meter[];
  throttling?: (() => Throttling) | undefined;
  dependencies?: readonly DependencySource[] | undefined;
  /** Of what is ours, and no part of this measurement. */
  idleOnes?: readonly Meter[] | undefined;
  /** Looks along with it, from the begin of the scenarios to their end; whoever started it ends it. */
  peak?: PeakWatch | undefined;
  /** Without it nobody counts the requests until the end. */
  live?: LiveLoad | undefined;
  /** What the load was asked to take, lead-in included. */
  durationMs: number;
  leadInMs?: number;
  onRequests: (requests: number) => void;
}): Sampler {
  const { live, dependencies = [], idleOnes = [] } = source;
  const startedAt = performance.now();
  const now = () => performance.now() - startedAt;
  const read = (requests?: number): Reading => {
    const server = source.server();
    source.peak?.look();
    const runners = source.generator.map((meter) => meter().cpuMicros);
    return {
      atMs: now(),
      serverCpuMicros: server.cpuMicros,
      serverRssBytes: server.rssBytes,
      generatorCpuMicros: runners.reduce((sum, cpuMicros) => sum + cpuMicros, 0),
      runnerCpuMicros: runners,
      dependencies: dependencies.map(({ usage, throttling }) => ({
        ...usage(),
        throttling: throttling?.(),
      })),
      idleOnesCpuMicros: idleOnes.reduce((sum, usage) => sum + usage().cpuMicros, 0),
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
    live === undefined
      ? undefined
      : watchPhases({
          live,
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
  const poll = async (load: LiveLoad) => {
    const requests = await load.requests();
    if (requests === undefined || stopped) return;
    // Read at once: a count is worth something only beside the CPU time of the same moment.
    readings.push(read(requests));
    source.onRequests(requests);
    await phases?.onCount(requests);
  };
  const polling = live === undefined ? undefined : setInterval(poll, liveIntervalMs, live);
  return {
    startedAt,
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
