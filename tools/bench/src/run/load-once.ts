import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import getPort from 'get-port';
import type { RunningServer } from '../launch/launcher.ts';
import type { K6 } from '../load/k6.ts';
import { type K6Run, startK6 } from '../load/run-k6.ts';
import type { Scenario } from '../load/scenario.ts';
import { parseSummaryExport } from '../load/summary.ts';
import { loadWindow } from '../observe/load-window.ts';
import { processTreeMeter } from '../observe/process-tree.ts';
import { startSampler } from '../observe/sampler.ts';
import { parseCpuList } from '../pinning/cpu-list.ts';
import type { PlannedRound } from '../plan/plan.ts';
import type { MeasuredRound, Throttling } from '../schema/round.ts';

export interface LoadSpec {
  readonly round: PlannedRound;
  readonly scenario: Scenario;
  readonly running: RunningServer;
  readonly k6: K6;
  /** Folder of the server's result.json. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onRequests: (requests: number) => void;
}

/** What one load is, beside the scenario that it runs. */
export interface LoadShape {
  readonly duration: string;
  readonly rate: number;
  /** Of its files, without their endings. */
  readonly base: string;
}

/** Runs the scenario without measuring it. */
export async function warmUp(spec: LoadSpec, shape: LoadShape): Promise<void> {
  await whileAlive(spec, async (signal) => startK6(await k6Run(spec, shape, signal)).done);
}

/** Runs the scenario once and measures everything about it. */
export function loadOnce(spec: LoadSpec, shape: LoadShape): Promise<MeasuredRound> {
  return whileAlive(spec, async (signal) => measured(spec, await k6Run(spec, shape, signal)));
}

async function k6Run(
  spec: LoadSpec,
  { duration, rate, base }: LoadShape,
  signal: AbortSignal,
): Promise<K6Run> {
  return {
    k6: spec.k6,
    scenario: spec.scenario,
    url: spec.running.url,
    options: { ...spec.round.server.options, rate },
    pinnedTo: pinnedOf(spec)?.generatorCpus,
    duration,
    apiAddress: `127.0.0.1:${await getPort({ host: '127.0.0.1' })}`,
    summaryFile: `${base}.k6.json`,
    logFile: `${base}.k6.log`,
    signal,
  };
}

function pinnedOf({ round }: LoadSpec) {
  const { pinning } = round.server;
  return pinning?.state === 'pinned' ? pinning : undefined;
}

/** The signal ends k6 when the server dies, and with the run. */
async function whileAlive<T>(
  { signal, running }: LoadSpec,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const failing = new AbortController();
  const done = work(AbortSignal.any([signal, failing.signal]));
  try {
    return await Promise.race([done, running.died]);
  } catch (error) {
    failing.abort(error);
    await done.catch(() => {});
    throw error;
  }
}

async function measured(spec: LoadSpec, run: K6Run): Promise<MeasuredRound> {
  const { round, scenario, running, folder } = spec;
  const startedAt = new Date().toISOString();
  const k6 = startK6(run);
  const throttlingBefore = running.throttling?.();
  const sampler = startSampler({
    server: running.usage,
    generator: processTreeMeter(k6.pid),
    apiAddress: run.apiAddress,
    onRequests: spec.onRequests,
  });
  let throttling: Throttling | undefined;
  let readings: ReturnType<typeof sampler.stop>;
  try {
    await k6.done;
  } finally {
    readings = sampler.stop();
    throttling = throttlingBetween(throttlingBefore, running.throttling?.());
  }

  const load = parseSummaryExport(JSON.parse(await readFile(run.summaryFile, 'utf8')));
  const first = readings[0]!;
  const last = readings.at(-1)!;
  const loadMs = (load.requests / load.requestsPerSecond) * 1000;
  const { generatorCores, executorCores, machine, samples } = loadWindow(readings, loadMs);
  const cpuMicros = last.serverCpuMicros - first.serverCpuMicros;
  const pinned = pinnedOf(spec);
  return {
    status: 'measured',
    round: round.round,
    position: round.position,
    scenario: scenario.name,
    startedAt,
    durationMs: loadMs,
    load,
    k6SummaryFile: relative(folder, run.summaryFile),
    server: {
      cpuMicros,
      cpuMicrosPerRequest: cpuMicros / load.requests,
      rssPeakBytes: Math.max(...readings.map((reading) => reading.serverRssBytes)),
      ...(pinned && { pinnedCpus: parseCpuList(pinned.serverCpus).length }),
      ...(throttling && { throttling }),
    },
    generator: {
      cpuMicros: last.generatorCpuMicros,
      cores: generatorCores,
      ...(pinned && { pinnedCpus: parseCpuList(pinned.generatorCpus).length }),
    },
    executor: { cores: executorCores },
    machine,
    samples,
  };
}

/** Undefined where there is no quota, whose periods would be counted. */
function throttlingBetween(
  before: Throttling | undefined,
  after: Throttling | undefined,
): Throttling | undefined {
  if (before === undefined || after === undefined || after.totalPeriods === 0) return undefined;
  return {
    throttledPeriods: after.throttledPeriods - before.throttledPeriods,
    totalPeriods: after.totalPeriods - before.totalPeriods,
    throttledMicros: after.throttledMicros - before.throttledMicros,
  };
}
