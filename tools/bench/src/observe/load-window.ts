import { type MeasuredRound, MOST_FOREIGN_STRETCH_MS, type Sample } from '../schema/round.ts';
import { allowedCpus } from '../system/allowed-cpus.ts';
import type { Reading } from './sampler.ts';

type Window = Pick<MeasuredRound, 'machine' | 'samples'> & {
  executorCores: number;
  generatorCores: number;
  /** Of each of several runners. */
  runnerCores?: number[];
};

/**
 * Who used the CPUs that we may use while the load ran. k6 takes half a second to start, so its cores are counted over
 * the last `loadMs` before its end only; what is neither idle, server, dependency, generator nor this process is
 * foreign, stolen time included.
 *
 * @param known.knownCores of the generator, where somebody else counts them, whose count comes late: no stretch of the load can then
 *   be told from another
 */
export function loadWindow(
  readings: readonly Reading[],
  loadMs: number,
  { cpus = allowedCpus().length, knownCores }: { cpus?: number; knownCores?: number | undefined } = {},
): Window {
  const last = readings.at(-1)!;
  const inLoad = readings.filter((reading) => reading.atMs >= last.atMs - loadMs);
  const first = inLoad.length > 1 ? inLoad[0]! : readings[0]!;
  const wallMs = last.atMs - first.atMs;
  const cores = (of: (reading: Reading) => number) => Math.max(0, (of(last) - of(first)) / 1000 / wallMs);

  const generatorCores = knownCores ?? cores((reading) => reading.generatorCpuMicros);
  const idleCores = Math.min(cpus, Math.max(0, (last.idleMs - first.idleMs) / wallMs));
  const foreign = (from: Reading, to: Reading) =>
    Math.max(0, foreignMs(from, to, cpus) / (to.atMs - from.atMs));
  const stolenMs = last.stolenMs === undefined ? undefined : last.stolenMs - (first.stolenMs ?? 0);
  const generatorCpuMicros = first.generatorCpuMicros + generatorCores * wallMs * 1000;
  const stretches = (knownCores === undefined ? inLoad : []).flatMap((from) => {
    const to = inLoad.find(({ atMs }) => atMs >= from.atMs + MOST_FOREIGN_STRETCH_MS);
    return to ? [foreign(from, to)] : [];
  });
  return {
    generatorCores,
    ...(last.runnerCpuMicros && {
      runnerCores: last.runnerCpuMicros.map((_, index) =>
        cores((reading) => reading.runnerCpuMicros?.[index] ?? 0),
      ),
    }),
    executorCores: cores((reading) => reading.ownCpuMicros),
    machine: {
      cpus,
      idleCores,
      foreignCores: foreign(first, { ...last, generatorCpuMicros }),
      ...(stretches.length > 0 && { mostForeignCores: Math.max(...stretches) }),
      ...(stolenMs !== undefined && { stolenCores: Math.max(0, stolenMs / wallMs) }),
    },
    samples: readings.slice(1).map((reading, index) => toSample(readings[index]!, reading)),
  };
}

/** CPU time that is neither idle nor of server, dependencies, generator or this process. */
function foreignMs(from: Reading, to: Reading, cpus: number): number {
  const ours = (reading: Reading) =>
    reading.serverCpuMicros +
    reading.dependencies.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0) +
    reading.idleOnesCpuMicros +
    reading.generatorCpuMicros +
    reading.ownCpuMicros;
  return cpus * (to.atMs - from.atMs) - (to.idleMs - from.idleMs) - (ours(to) - ours(from)) / 1000;
}

function toSample(before: Reading, reading: Reading): Sample {
  const cpuMs = (reading.serverCpuMicros - before.serverCpuMicros) / 1000;
  return {
    atMs: Math.round(reading.atMs),
    serverCores: Math.max(0, cpuMs / Math.max(1, reading.atMs - before.atMs)),
    rssBytes: reading.serverRssBytes,
    ...(reading.requests === undefined ? {} : { requests: reading.requests }),
  };
}
