import { liveRequests } from '../load/live-requests.ts';
import { idleMs, ownCpuMicros } from './machine-load.ts';
import type { Meter } from './usage.ts';

/** Everything that can be read at one moment of a load; counters run since their own beginnings. */
export interface Reading {
  readonly atMs: number;
  readonly serverCpuMicros: number;
  readonly serverRssBytes: number;
  readonly generatorCpuMicros: number;
  readonly ownCpuMicros: number;
  readonly idleMs: number;
  readonly requests?: number | undefined;
}

export interface Sampler {
  /** Ends the sampling with a last reading and returns all of them, in order; at least two. */
  readonly stop: () => Reading[];
}

const intervalMs = 250;
const liveIntervalMs = 1000;

/** Reads the meters four times a second, and k6's request count once a second, told to `onRequests`. */
export function startSampler(source: {
  server: Meter;
  generator: Meter;
  apiAddress: string;
  onRequests: (requests: number) => void;
}): Sampler {
  const startedAt = performance.now();
  let requests: number | undefined;
  const read = (): Reading => {
    const server = source.server();
    const reading = {
      atMs: performance.now() - startedAt,
      serverCpuMicros: server.cpuMicros,
      serverRssBytes: server.rssBytes,
      generatorCpuMicros: source.generator().cpuMicros,
      ownCpuMicros: ownCpuMicros(),
      idleMs: idleMs(),
      requests,
    };
    requests = undefined;
    return reading;
  };
  const readings = [read()];
  const sampling = setInterval(() => readings.push(read()), intervalMs);
  const polling = setInterval(async () => {
    requests = await liveRequests(source.apiAddress);
    if (requests !== undefined) source.onRequests(requests);
  }, liveIntervalMs);
  return {
    stop: () => {
      clearInterval(sampling);
      clearInterval(polling);
      readings.push(read());
      return readings;
    },
  };
}
