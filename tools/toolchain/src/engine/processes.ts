import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const retryMs = 50;

export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** The program's name, which the kernel cuts after 15 bytes; a process that is dying still has it. */
  readonly name: string;
  /** Empty for a process that is dying or that only waits for its parent to take note. */
  readonly argv: readonly string[];
}

/** The processes of this machine (proc(5)). */
export async function processes(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^[1-9]\d*$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(processOf));
  return found.filter((each) => each !== undefined);
}

async function processOf(pid: number): Promise<Process | undefined> {
  const stat = await read(pid, 'stat');
  const commandLine = await read(pid, 'cmdline');
  if (stat === undefined || commandLine === undefined) return undefined;
  const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  const [, parent] = afterName(stat);
  return { pid, parent: Number(parent), name, argv: commandLine.split('\0').slice(0, -1) };
}

/** @returns those that have not ended within `timeoutMs` of SIGKILL */
export async function kill(pids: readonly number[], timeoutMs: number): Promise<number[]> {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  const deadline = performance.now() + timeoutMs;
  let left = [...pids];
  for (;;) {
    const ended = await Promise.all(left.map(hasEnded));
    left = left.filter((_, index) => !ended[index]);
    if (left.length === 0 || performance.now() > deadline) return left;
    await sleep(retryMs);
  }
}

/**
 * Whether a process holds nothing any more: no file, no lock. One that only waits for its parent to take note (a
 * zombie) has ended, but not while another of its threads is still dying, for they share the files.
 */
export async function hasEnded(pid: number): Promise<boolean> {
  const stat = await read(pid, 'stat');
  if (stat === undefined) return true;
  const [state = ''] = afterName(stat);
  if (!'ZX'.includes(state)) return false;
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  return threads.length <= 1;
}

/** State, parent and so on: the name before them may hold anything. */
function afterName(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Undefined when there is no such process. */
function read(pid: number, file: string): Promise<string | undefined> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => undefined);
}
