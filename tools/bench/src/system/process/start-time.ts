import { platform } from 'node:process';
import { execa } from 'execa';
import { statOf } from './proc.ts';

/**
 * When a process started, as an opaque word that with its pid names it for good; `gone` when there is
 * none. Linux: field 22 of /proc/<pid>/stat (proc_pid_stat(5)); elsewhere `ps -o lstart`.
 */
export async function processStartTime(pid: number): Promise<string> {
  if (platform === 'linux') return statOf(pid)?.startTime ?? 'gone';
  const { stdout, exitCode } = await execa('ps', ['-o', 'lstart=', '-p', String(pid)], { reject: false });
  return exitCode === 0 ? stdout.trim().replaceAll(/\W+/g, '-') : 'gone';
}
