import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolchainError } from '../errors.mjs';
import type { FinishedTask } from './count-task.ts';

/** What Nx writes to `run.json` in its cache folder at the end of every run. */
interface NxRun {
  readonly run: { readonly startTime: string };
  readonly tasks: readonly {
    readonly taskId: string;
    readonly target: string;
    readonly hash: string;
    readonly status: number;
    /** ISO 8601. */
    readonly startTime: string;
    readonly endTime: string;
  }[];
}

/**
 * The tasks of the run that has just ended, with what each printed, also when it came from the cache. Nx keeps
 * both in its cache folder; read there, the outputs of tasks that ran side by side are not mixed up.
 * @throws ToolchainError NX_RUN_UNKNOWN
 */
export async function finishedTasks(nxCache: string, since: Date): Promise<FinishedTask[]> {
  const path = join(nxCache, 'run.json');
  const { run, tasks } = await readRun(path);
  if (new Date(run.startTime) < since) {
    throw new ToolchainError(
      'NX_RUN_UNKNOWN',
      `${path}: expected a run since ${since.toISOString()}, found one of ${run.startTime}: Nx ended before its tasks began`,
      'See what Nx printed above.',
    );
  }
  return Promise.all(
    tasks.map(async ({ taskId, target, hash, status, startTime, endTime }) => ({
      id: taskId,
      target,
      succeeded: status === 0,
      seconds: (Date.parse(endTime) - Date.parse(startTime)) / 1000,
      output: await readFile(join(nxCache, 'terminalOutputs', hash), 'utf8').catch(() => ''),
    })),
  );
}

async function readRun(path: string): Promise<NxRun> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as NxRun;
  } catch (cause) {
    throw new ToolchainError(
      'NX_RUN_UNKNOWN',
      `${path}: expected what Nx wrote about its run, found none`,
      'See what Nx printed above.',
      { cause },
    );
  }
}
