import { execa, type Result } from 'execa';
import { onCpus } from '../../pinning/taskset.ts';
import { withLogFile } from '../../system/log-file.ts';
import { inWaitingShell } from '../../system/process/waiting-shell.ts';

export interface WaitingProgram {
  readonly pid: number;
  /** Lets it become the program. @returns when, by `performance.now()` */
  readonly start: () => number;
  /** Its end, and its program's. */
  readonly ended: Promise<Result>;
}

/**
 * Starts a shell that becomes the program when it is told to, its pid kept: what is to hold for the program from its first
 * instruction, such as its cgroup, is set on the shell.
 * It is in a process group of its own: a server of several processes is stopped whole, and Ctrl-C in the terminal reaches the
 * server through us, after k6 has been stopped.
 */
export function startWaiting(of: {
  command: readonly string[];
  /** The only CPUs that it may use. */
  cpus?: string | undefined;
  cwd: string;
  env: Record<string, string>;
  logFile: string;
}): WaitingProgram | { ended: Promise<Result> } {
  const [shell, ...words] = inWaitingShell(of.command);
  const child = withLogFile(of.logFile, 'more', (log) =>
    execa(...onCpus(of.cpus, shell!, words), {
      cwd: of.cwd,
      env: of.env,
      stdin: 'pipe',
      stdout: log,
      stderr: log,
      detached: true,
      cleanup: false,
      reject: false,
    }),
  );
  const { pid, stdin } = child;
  // A program that ends before it is told to closes the pipe; its end says why.
  stdin.on('error', () => {});
  if (pid === undefined) return { ended: child };
  const start = () => {
    const startedAt = performance.now();
    stdin.end('\n');
    return startedAt;
  };
  return { pid, start, ended: child };
}
