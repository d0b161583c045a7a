import type { MeasuredRound } from '../schema/round.ts';

/** Mean busy cores of the server while the load ran. */
export function serverCoresOf({ server, durationMs }: Pick<MeasuredRound, 'server' | 'durationMs'>): number {
  return server.cpuMicros / 1000 / durationMs;
}

/** CPU time of the generator for each request while the load ran, µs: its start, setup() and teardown() are not in it. */
export function generatorMicrosPerRequest({ generator, load, durationMs }: MeasuredRound): number {
  return (generator.cores * durationMs * 1000) / load.requests;
}
