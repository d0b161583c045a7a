import { execa } from 'execa';
import { BenchError } from '../errors/bench-error.ts';
import { tailOf } from '../launch/tail.ts';
import type { BenchOptions } from '../schema/options.ts';
import type { K6 } from './k6.ts';
import type { Scenario } from './scenario.ts';

export interface K6Run {
  readonly k6: K6;
  readonly scenario: Scenario;
  readonly url: string;
  readonly options: BenchOptions;
  /** Length of the load; overrides options.duration in warm-up. */
  readonly duration: string;
  /** k6's REST API, for live figures. */
  readonly apiAddress: string;
  readonly summaryFile: string;
  readonly logFile: string;
  readonly signal: AbortSignal;
}

/** https://github.com/grafana/k6/blob/master/errext/exitcodes/codes.go: crossed thresholds are a result, not a fault. */
const thresholdsHaveFailed = 99;

/** A started k6: its pid, and its end. `done` rejects with K6_FAILED. */
export interface RunningK6 {
  readonly pid: number;
  readonly done: Promise<void>;
}

export function startK6(run: K6Run): RunningK6 {
  const { k6, options, signal } = run;
  const child = execa(k6.path, argsOf(run), {
    stdin: 'ignore',
    stdout: { file: run.logFile },
    stderr: { file: run.logFile, append: true },
    env: { K6_NO_USAGE_REPORT: 'true' },
    cancelSignal: signal,
    forceKillAfterDelay: 2000,
    reject: false,
  });
  const done = child.then(async (result) => {
    if (result.isCanceled) signal.throwIfAborted();
    if (result.exitCode === 0 || result.exitCode === thresholdsHaveFailed) return;
    const how = result.signal
      ? `was ended by ${result.signal}`
      : `exited with code ${result.exitCode ?? result.code}`;
    throw new BenchError(
      'K6_FAILED',
      `k6 ${how} in scenario "${run.scenario.name}":\n${await tailOf(run.logFile)}`,
      `See it happen: ${k6.path} run -e BASE_URL=${run.url} -e ENDPOINT=${options.endpoint} ${run.scenario.file}`,
    );
  });
  done.catch(() => {});
  return { pid: child.pid ?? 0, done };
}

function argsOf({ scenario, url, options, duration, apiAddress, summaryFile }: K6Run): string[] {
  const env = {
    BASE_URL: url,
    ENDPOINT: options.endpoint,
    VUS: options.vus,
    RATE: options.rate,
    DURATION: duration,
    P99_LIMIT_MS: options.p99LimitMs,
  };
  return [
    'run',
    '--quiet',
    '--no-color',
    `--address=${apiAddress}`,
    `--summary-export=${summaryFile}`,
    '--summary-trend-stats=avg,min,med,max,p(90),p(95),p(99)',
    ...Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
    scenario.file,
  ];
}
