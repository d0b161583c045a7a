import { readFileSync } from 'node:fs';
import { platform } from 'node:process';
import { execa } from 'execa';
import { statOf } from './proc.ts';

let boot: string | undefined;

/**
 * When a process started, as an opaque word that with its pid names it for good; `gone` when there is
 * none. Linux: field 22 of /proc/<pid>/stat, which counts from the boot, and random/boot_id of proc_sys_kernel(5);
 * elsewhere `ps -o lstart`.
 */
export async function processStartTime(pid: number): Promise<string> {
  if (platform === 'linux') {
    const stat = statOf(pid);
    return stat === undefined ? 'gone' : `${stat.startTime}@${bootId()}`;
  }
  const { stdout, exitCode } = await execa('ps', ['-o', 'lstart=', '-p', String(pid)], { reject: false });
  return exitCode === 0 ? stdout.trim().replaceAll(/\W+/g, '-') : 'gone';
}

function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return boot;
}
