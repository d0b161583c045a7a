import { join } from 'node:path';
import { BenchError } from '../errors/bench-error.ts';
import { durationMs } from '../schema/options.ts';
import { type RunningGenerator, startGenerator } from './start-generator.ts';
import type { Wrk } from './wrk.ts';

export interface WrkRun {
  readonly wrk: Wrk;
  readonly url: string;
  /** Of every request. */
  readonly headers: Record<string, string>;
  /** What is asked, as `workloadForWrk` writes it; absent where it is the path of `url`. */
  readonly workloadFile?: string | undefined;
  readonly connections: number;
  readonly threads: number;
  readonly duration: string;
  readonly summaryFile: string;
  readonly logFile: string;
  /** The only CPUs that wrk may use; absent where it is not pinned. */
  readonly pinnedTo?: string | undefined;
  readonly signal: AbortSignal;
}

/** It keeps a histogram of as many microseconds. */
const timeoutSeconds = 10;

/** `done` rejects with WRK_FAILED. */
export function startWrk(run: WrkRun): RunningGenerator {
  const { wrk, url, connections, threads, summaryFile } = run;
  const args = [
    `--connections=${connections}`,
    `--threads=${threads}`,
    // It takes whole seconds.
    `--duration=${Math.ceil(durationMs(run.duration) / 1000)}s`,
    `--timeout=${timeoutSeconds}s`,
    `--script=${join(import.meta.dirname, 'wrk-summary.lua')}`,
    url,
  ];
  return startGenerator({
    path: wrk.path,
    args,
    env: {
      ...process.env,
      WRK_SUMMARY_FILE: summaryFile,
      ...(run.workloadFile !== undefined && { WRK_WORKLOAD_FILE: run.workloadFile }),
      WRK_HEADERS: Object.entries(run.headers)
        .map(([name, value]) => `${name}: ${value}\n`)
        .join(''),
    },
    goodExitCodes: [0],
    pinnedTo: run.pinnedTo,
    logFile: run.logFile,
    signal: run.signal,
    failure: (how, lastOutput) =>
      new BenchError(
        'WRK_FAILED',
        `wrk ${how} in scenario "saturation":\n${lastOutput}`,
        `See it happen: ${wrk.path} --connections=${connections} ${url}`,
      ),
  });
}

/** As many as there are CPUs, but a divisor of the connections: wrk gives each thread the same number, and drops the rest. */
export function threadsFor(connections: number, cpus: number): number {
  let threads = Math.min(connections, cpus);
  while (connections % threads !== 0) threads -= 1;
  return threads;
}
