import { execaSync } from 'execa';
import { allPids, readProc } from '../src/system/process/proc.ts';

/** Command lines of the running processes that contain a text, such as the folder of a workspace. */
export function processesWith(text: string): { pid: number; command: string }[] {
  const { stdout } = execaSync('ps', ['-A', '-ww', '-o', 'pid=,args=']);
  return stdout
    .split('\n')
    .filter((line) => line.includes(text))
    .map((line) => ({ pid: Number.parseInt(line, 10), command: line.trim().replace(/^\d+\s+/, '') }));
}

/** Running processes that have a variable in their environment, as it was at their start. */
export function processesWithVariable(name: string, value: string): { pid: number; command: string }[] {
  const word = `${name}=${value}`;
  if (process.platform !== 'linux') {
    const { stdout } = execaSync('ps', ['-A', '-E', '-ww', '-o', 'pid=,command=']);
    const lines = stdout.split('\n').filter((line) => line.split(' ').includes(word));
    return lines.map((line) => ({ pid: Number.parseInt(line, 10), command: line }));
  }
  return allPids()
    .filter((pid) => readProc(pid, 'environ')?.split('\0').includes(word))
    .map((pid) => ({ pid, command: (readProc(pid, 'cmdline') ?? '').split('\0').join(' ') }));
}

export function parentOf(pid: number): number {
  return Number(execaSync('ps', ['-o', 'ppid=', '-p', String(pid)]).stdout);
}
