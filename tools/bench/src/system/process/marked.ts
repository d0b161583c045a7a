import { platform } from 'node:process';
import { execaSync } from 'execa';
import { allPids, readProc, statOf } from './proc.ts';
import { ancestorsOf, childrenOf } from './tree.ts';

/** In the environment of a server and of all that it starts: by it they are found when they have left its process tree. */
export const SERVER_MARK = 'WASI_BENCH_SERVER';

/**
 * Living processes that carry a mark, or are of the session that the marked server's first process leads, should they have
 * written over their environment (setproctitle).
 */
export function markedPids(mark: string, session?: number): number[] {
  const word = `${SERVER_MARK}=${mark}`;
  if (platform !== 'linux') return pidsByPs(word);
  return allPids().filter((pid) => isMarked(pid, word, session));
}

/**
 * Those of the processes marked so whose parent has ended before them: init or another subreaper (prctl(2)) has adopted them, which
 * is an ancestor of the server's first process. On Linux; elsewhere none is found.
 */
export function orphanedPids(mark: string, first: number): number[] {
  if (platform !== 'linux') return [];
  const word = `${SERVER_MARK}=${mark}`;
  const siblings = ancestorsOf(first).flatMap(childrenOf);
  return siblings.filter((pid) => pid !== first && isMarked(pid, word, first));
}

function isMarked(pid: number, word: string, session: number | undefined): boolean {
  const stat = statOf(pid);
  if (stat === undefined || stat.isZombie || stat.isKernelThread) return false;
  return stat.session === session || environmentOf(pid).includes(word);
}

/** How long a process may be between two programs, on a busy machine, before it counts as one without an environment. */
const execMs = 200;

/**
 * Empty where it may not be read. A process that is about to become another program (execve(2)) has neither environment nor command
 * line for a moment (fs/proc/base.c: `env_end` is not set yet), and is asked again.
 */
function environmentOf(pid: number): string[] {
  const until = performance.now() + execMs;
  for (;;) {
    const environment = readProc(pid, 'environ');
    if (environment === undefined) return [];
    if (environment !== '') return environment.split('\0');
    const isOneProgram =
      readProc(pid, 'cmdline') !== '' && readProc(pid, 'environ') === '' && readProc(pid, 'cmdline') !== '';
    if (isOneProgram || performance.now() > until) return [];
  }
}

/** `-E` of BSD's ps(1) shows the environment of this user's processes. */
function pidsByPs(word: string): number[] {
  const { stdout } = execaSync('ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], { reject: false });
  const lines = stdout.split('\n').filter((line) => line.split(' ').includes(word));
  return lines.map((line) => Number.parseInt(line, 10));
}
