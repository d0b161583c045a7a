import { readFile } from 'node:fs/promises';
import { platform } from 'node:process';
import { execa } from 'execa';

/**
 * When a process started, as an opaque word that with its pid names it for good; `gone` when there is
 * none. Linux: field 22 of /proc/<pid>/stat (proc_pid_stat(5)); elsewhere `ps -o lstart`.
 */
export async function processStartTime(pid: number): Promise<string> {
  if (platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? 'gone';
  }
  const { stdout, exitCode } = await execa('ps', ['-o', 'lstart=', '-p', String(pid)], { reject: false });
  return exitCode === 0 ? stdout.trim().replaceAll(/\W+/g, '-') : 'gone';
}
