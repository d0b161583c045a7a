import type { BenchError } from '../errors/bench-error.ts';
import { onCpus } from '../pinning/taskset.ts';
import type { StartSkew } from '../schema/round.ts';
import { startProgramThatEndsWithUs } from '../system/process/ends-with-us.ts';
import { processTreeMeter } from '../system/process/tree-meter.ts';
import { tailOf } from '../system/tail.ts';
import type { Meter } from '../system/usage.ts';

/** A started generator: its pid, and its end. `done` rejects with the generator's error. */
export interface RunningGenerator {
  readonly pid: number;
  readonly done: Promise<void>;
}

/** A load that is being made, by one generator or by several runners. */
export interface RunningLoad {
  /** CPU and memory of each runner. */
  readonly meters: readonly Meter[];
  /** The end of all; rejects with the error of the first that fails. */
  readonly done: Promise<void>;
  /** By how much several runners have begun apart; absent with one. */
  readonly startSkew?: () => StartSkew;
  /** Mean busy cores of each while the load ran, where that is known better than by the meters. */
  readonly cores?: () => (number | undefined)[];
  /** The most CPU that each may use, in cores; absent where it has its whole machine. */
  readonly limitCores?: number;
}

export function asLoad({ pid, done }: RunningGenerator): RunningLoad {
  return { meters: [processTreeMeter(pid).usage], done };
}

export interface GeneratorCommand {
  readonly path: string;
  readonly args: readonly string[];
  /** The only CPUs that it may use; absent where it is not pinned. */
  readonly pinnedTo?: string | undefined;
  /** All of its environment. */
  readonly env: Record<string, string | undefined>;
  /** Where what it writes by itself goes; default: this process's own folder. */
  readonly cwd?: string;
  /** Exit codes of a load that was made. */
  readonly goodExitCodes: readonly number[];
  readonly logFile: string;
  readonly signal: AbortSignal;
  /** The error that `done` rejects with; `how` says how the generator ended. */
  readonly failure: (how: string, lastOutput: string) => BenchError;
}

export function startGenerator(command: GeneratorCommand): RunningGenerator {
  const { logFile, signal, env, cwd } = command;
  const [program, args] = onCpus(command.pinnedTo, command.path, command.args);
  const { pid, ended } = startProgramThatEndsWithUs({
    command: [program, ...args],
    env,
    cwd,
    logFile,
    signal,
  });
  const done = ended.then(async (result) => {
    if (result.isCanceled) signal.throwIfAborted();
    if (result.exitCode !== undefined && command.goodExitCodes.includes(result.exitCode)) return;
    const how = result.signal
      ? `was ended by ${result.signal}`
      : `exited with code ${result.exitCode ?? result.code}`;
    throw command.failure(how, await tailOf(logFile));
  });
  done.catch(() => {});
  return { pid, done };
}
