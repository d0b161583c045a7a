import { readFileSync, writeFileSync } from 'node:fs';
import type { Reading } from '../../schema/result.ts';
import { readProc } from './proc.ts';

/** VmRSS of proc_pid_status(5), given in KiB, in bytes; 0 once the process has ended. */
export function residentBytesOf(pid: number): number {
  return statusBytes(pid, 'VmRSS') ?? 0;
}

/**
 * Sum of the proportional set sizes (PSS), bytes: `Pss` of /proc/<pid>/smaps_rollup (proc_pid_smaps(5), Linux 4.14), in
 * which a page that n processes share counts 1/n in each. A process that has ended counts nothing. The kernel walks the
 * page tables for it: some ms for each GB.
 */
export function proportionalBytesOf(pids: readonly number[]): Reading {
  let value = 0;
  for (const pid of pids) {
    const read = proportionalBytes(pid);
    if (read.state === 'unknown') return read;
    value += read.value;
  }
  return { state: 'known', value };
}

function proportionalBytes(pid: number): Reading {
  try {
    const kibibytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return { state: 'known', value: Number(kibibytes ?? 0) * 1024 };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isThere = code !== 'ESRCH' && readProc(pid, 'stat') !== undefined;
    if (!isThere) return { state: 'known', value: 0 };
    return { state: 'unknown', reason: `PSS cannot be read: ${code} at /proc/${pid}/smaps_rollup` };
  }
}

/** Sets the high-water mark of a process to what it has now: proc_pid_clear_refs(5), `5`. False where we may not. */
export function resetHighWater(pid: number): boolean {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
    return true;
  } catch {
    return false;
  }
}

/** By how much the resident set was larger than now at most: VmHWM less VmRSS of proc_pid_status(5), bytes. */
export function belowHighWaterBytes(pid: number): number {
  const [most, now] = [statusBytes(pid, 'VmHWM'), statusBytes(pid, 'VmRSS')];
  return most === undefined || now === undefined ? 0 : Math.max(0, most - now);
}

function statusBytes(pid: number, field: string): number | undefined {
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readProc(pid, 'status') ?? '')?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}
