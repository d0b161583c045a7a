import { dirname } from 'node:path';
import { execa } from 'execa';
import major from 'semver/functions/major.js';
import { BenchError } from '../errors/bench-error.ts';
import { gridStatistics } from '../k6-output/merge/quantile-grid.ts';
import { onCpus } from '../pinning/taskset.ts';
import type { BenchOptions } from '../schema/options.ts';
import { shellWord } from '../text/shell-word.ts';
import { type ExecutionSegment, segmentArgs } from './execution-segments.ts';
import type { K6 } from './k6.ts';
import { k6Environment } from './k6-environment.ts';
import type { CountedApart } from './load-parts.ts';
import { type PackedScript, type Packing, packScript } from './pack-script.ts';
import { type Plan, planOf } from './planned-load.ts';
import type { Scenario } from './scenario.ts';
import { type RunningGenerator, startGenerator } from './start-generator.ts';
import { k6TrendStatistics } from './summary.ts';

export interface K6Run {
  readonly k6: K6;
  readonly scenario: Scenario;
  readonly url: string;
  readonly options: BenchOptions;
  /** Of every request, with their secrets. */
  readonly headers?: Record<string, string>;
  /** Length of the load, lead-in included; overrides options.duration in warm-up. */
  readonly duration: string;
  /** What is asked, as `workloadForK6` writes it; absent where it is the endpoint. */
  readonly workloadFile?: string | undefined;
  readonly leadInMs?: number;
  /** Whether this is a warm-up: then nothing is summed up, by k6 or by the script. Default: it is measured. */
  readonly isWarmUp?: boolean;
  readonly apart: CountedApart;
  /** The script packed by `packScript`; absent where it runs as it stands. */
  readonly packed?: PackedScript | undefined;
  /** Where it is one of several runners of the load on this machine: its part. */
  readonly segment?: ExecutionSegment | undefined;
  /** Whether it waits until it is let go. */
  readonly isPaused?: boolean;
  /** k6's REST API, for live figures. */
  readonly apiAddress: string;
  readonly summaryFile: string;
  readonly logFile: string;
  /** What k6 is configured by; see `writeK6Config`. */
  readonly configFile: string;
  /** The only CPUs that k6 may use; absent where it is not pinned. */
  readonly pinnedTo?: string | undefined;
  readonly signal: AbortSignal;
}

/** https://github.com/grafana/k6/blob/master/errext/exitcodes/codes.go: crossed thresholds are a result, not a fault. */
const thresholdsHaveFailed = 99;

/** The name that the API has for it. */
export type RunningK6 = RunningGenerator;

/** `done` rejects with K6_FAILED. */
export function startK6(run: K6Run): RunningK6 {
  const { k6, scenario } = run;
  return startGenerator({
    path: k6.path,
    args: argsOf(run),
    env: environmentOf(run),
    // Beside the summary: what the script's own handleSummary writes by a relative path.
    cwd: dirname(run.summaryFile),
    goodExitCodes: [0, thresholdsHaveFailed],
    pinnedTo: run.pinnedTo,
    logFile: run.logFile,
    signal: run.signal,
    failure: (how, output) =>
      new BenchError(
        'K6_FAILED',
        `k6 ${how} in scenario "${scenario.name}":\n${saidOfFailure(output)}`,
        fixFor(output) ??
          `See it happen: ${[k6.path, 'run', ...variablesOf(run), scenario.file].map(shellWord).join(' ')}`,
      ),
  });
}

/** What k6 says of an option of ours that a later version of it names otherwise, and that is no reason of anything. */
const deprecation = /^Flag \S+ has been deprecated.*(\n|$)/gm;
const errorLine = /\blevel="?(error|fatal|panic)\b|^(ERRO|FATA|PANI)\b/;

/** Its errors, if it has logged any, which stand between lines of a summary of nothing. */
function saidOfFailure(output: string): string {
  const errors = output.split('\n').filter((line) => errorLine.test(line));
  return errors.length > 0 ? errors.join('\n') : output.replace(deprecation, '');
}

/** What k6 says of an import that it cannot make, and what to do; undefined where that is not it. */
function fixFor(said: string): string | undefined {
  const extension = /\bk6\/x\/[\w/.-]+/.exec(said)?.[0];
  if (extension !== undefined) {
    return `The script needs the extension ${extension}, and this k6 has not got it: build one that has (https://grafana.com/docs/k6/latest/extensions/build-k6-binary-using-go, xk6) and point K6_PATH at it.`;
  }
  const module = /(?:moduleSpecifier |unknown modules \[)\\?"([^"\\]+)\\?"/.exec(said)?.[1];
  if (module === undefined || /^[./]|:\/\//.test(module)) return undefined;
  return `k6 resolves no packages of npm: import "${module}" by the relative path of a file that is plain ESM, or bundle the script first (esbuild --bundle --format=esm --external:k6 --external:'k6/*').`;
}

/** What the scenarios plan; undefined where k6 does not say. */
export async function inspectK6(run: K6Run): Promise<Plan | undefined> {
  const args = [
    'inspect',
    '--execution-requirements',
    `--config=${run.configFile}`,
    ...variablesOf(run),
    run.scenario.file,
  ];
  const { stdout } = await execa(...onCpus(run.pinnedTo, run.k6.path, args), {
    stdin: 'ignore',
    env: environmentOf(run),
    extendEnv: false,
    cwd: dirname(run.summaryFile),
    cancelSignal: run.signal,
    timeout: 10_000,
    reject: false,
  });
  try {
    return planOf(JSON.parse(stdout));
  } catch {
    return undefined;
  }
}

/** The same run, with its load counted apart from what else the script does, if it may do anything else. */
export async function withLoadApart(run: K6Run): Promise<K6Run> {
  return { ...run, packed: await packScript(packingOf(run)) };
}

export function packingOf(run: K6Run): Packing {
  return {
    scenario: run.scenario,
    k6Path: run.k6.path,
    pinnedTo: run.pinnedTo,
    variables: [`--config=${run.configFile}`, ...variablesOf(run)],
    env: environmentOf(run),
    url: run.url,
    apart: run.apart,
    file: `${run.summaryFile}.tar`,
    signal: run.signal,
  };
}

// Not by an argument, which every program of the machine can read.
export const environmentOf = (run: K6Run) => ({
  ...k6Environment(process.env, run.options.runners),
  HEADERS: JSON.stringify(run.headers ?? {}),
});

/** @param more options of `k6 run` */
export function argsOf(run: K6Run, more: readonly string[] = []): string[] {
  const { scenario, options, apiAddress } = run;
  return [
    'run',
    '--quiet',
    '--no-color',
    `--address=${apiAddress}`,
    ...(run.isPaused ? ['--paused'] : []),
    ...(run.segment ? segmentArgs(run.segment) : []),
    ...(options.insecureSkipTLSVerify ? ['--insecure-skip-tls-verify'] : []),
    `--config=${run.configFile}`,
    ...more,
    ...summaryArgs(run),
    ...variablesOf(run),
    run.packed?.file ?? scenario.file,
  ];
}

function variablesOf({ url, options, workloadFile, duration, leadInMs = 0 }: K6Run): string[] {
  const env = {
    BASE_URL: url,
    ENDPOINT: options.endpoint,
    ...(workloadFile !== undefined && { WORKLOAD: workloadFile }),
    VUS: options.vus,
    RATE: options.rate,
    DURATION: duration,
    LEAD_IN: `${leadInMs}ms`,
    P99_LIMIT_MS: options.p99LimitMs,
  };
  return Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
}

/**
 * A threshold with abortOnFail would end the load before its time. A warm-up keeps them: with neither a summary nor thresholds
 * k6 counts nothing, and its API would not tell the requests so far (internal/cmd/run.go). `--no-summary` went with
 * k6 2, which has `--summary-mode=disabled` in its place.
 */
function summaryArgs({ k6, summaryFile, isWarmUp, options }: K6Run): string[] {
  if (isWarmUp) return [major(k6.version) < 2 ? '--no-summary' : '--summary-mode=disabled'];
  const statistics = options.runners > 1 ? gridStatistics : `${k6TrendStatistics},count`;
  return ['--no-thresholds', `--summary-export=${summaryFile}`, `--summary-trend-stats=${statistics}`];
}
