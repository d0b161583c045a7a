import { spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { execa, type Result } from 'execa';
import { watchLog, withLogFile } from '../log-file.ts';
import { signalGroup } from './signal.ts';
import { inWaitingShell } from './waiting-shell.ts';

/** The first line names the group. Another line lets it go; where none comes, its writer is gone. */
const watch = 'read -r group && { read -r _ || kill -s KILL -- "-$group"; }';

export interface StartedProgram {
  readonly pid: number;
  /** Its end, and that of what it has started in its group. */
  readonly ended: Promise<Result>;
}

/**
 * Has a program begin that waits in a shell, at the head of a group that is killed when we end, also by SIGKILL: a shell beside it
 * reads from a pipe that ends with us. It begins after its watch, so that there is no moment in which it could outlive us.
 * @returns what ends the watch and leaves the group alone
 */
export function beginWatched({ pid: group, stdin }: { pid?: number; stdin: Writable }): () => void {
  // One that has ended by itself closes the pipe; its end says why.
  stdin.on('error', () => {});
  if (group === undefined) return () => {};
  const watcher = spawn('sh', ['-c', watch], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  // Where none can be started, as for want of memory, the program comes to its own end.
  watcher.on('error', () => {});
  watcher.stdin.on('error', () => {});
  watcher.stdin.write(`${group}\n`);
  stdin.end('\n');
  return () => watcher.stdin.end('\n');
}

/**
 * Starts a program that does not outlive us, however we end. Its output goes to a file, since what it leaves running could hold a pipe open.
 * Ctrl-C in the terminal reaches it through `signal` alone.
 */
export function startProgramThatEndsWithUs(of: {
  command: readonly [program: string, ...args: string[]];
  /** All of its environment. */
  env: Record<string, string | undefined>;
  cwd?: string | undefined;
  logFile: string;
  signal: AbortSignal;
}): StartedProgram {
  const [shell, ...words] = inWaitingShell(of.command);
  const child = withLogFile(of.logFile, 'new', (log) =>
    execa(shell!, words, {
      stdin: 'pipe',
      stdout: log,
      stderr: log,
      env: of.env,
      extendEnv: false,
      ...(of.cwd !== undefined && { cwd: of.cwd }),
      detached: true,
      cleanup: false,
      cancelSignal: of.signal,
      forceKillAfterDelay: 2000,
      reject: false,
    }),
  );
  const log = watchLog(of.logFile);
  const { pid } = child;
  const letGo = beginWatched(child);
  const ended = child.then((result) => {
    log.end();
    if (pid !== undefined) signalGroup(pid, 'SIGKILL');
    letGo();
    return result;
  });
  return { pid: pid ?? 0, ended };
}
