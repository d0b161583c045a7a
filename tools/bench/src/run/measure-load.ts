import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import getPort from 'get-port';
import type { RunningServer } from '../launch/launcher.ts';
import type { K6 } from '../load/k6.ts';
import { type K6Run, startK6 } from '../load/run-k6.ts';
import type { Scenario } from '../load/scenario.ts';
import { parseSummaryExport } from '../load/summary.ts';
import { loadWindow } from '../observe/load-window.ts';
import { processTreeMeter } from '../observe/process-tree.ts';
import { startSampler } from '../observe/sampler.ts';
import type { PlannedRound } from '../plan/plan.ts';
import { durationMs } from '../schema/options.ts';
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

/** Warms the server up with the scenario, then measures one load of it. */
export async function measureLoad(spec: LoadSpec): Promise<MeasuredRound> {
  const { round, scenario, running, folder } = spec;
  const { options } = round.server;
  const base = join(folder, scenario.name, `round-${round.round + 1}`);
  // Ends k6 when the server dies, and with the run.
  const failing = new AbortController();
  const run: K6Run = {
    k6: spec.k6,
    scenario,
    url: running.url,
    options,
    duration: options.duration,
    apiAddress: `127.0.0.1:${await getPort({ host: '127.0.0.1' })}`,
    summaryFile: `${base}.k6.json`,
    logFile: `${base}.k6.log`,
    signal: AbortSignal.any([spec.signal, failing.signal]),
  };
  const untilDone = async (done: Promise<void>) => {
    try {
      await Promise.race([done, running.died]);
    } catch (error) {
      failing.abort(error);
      await done.catch(() => {});
      throw error;
    }
  };

  if (durationMs(options.warmup) > 0) {
    const warmup = { ...run, duration: options.warmup, summaryFile: `${base}.warmup.k6.json` };
    await untilDone(startK6(warmup).done);
  }

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
    await untilDone(k6.done);
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
      ...(throttling && { throttling }),
    },
    generator: { cpuMicros: last.generatorCpuMicros, cores: generatorCores },
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
