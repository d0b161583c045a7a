import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CgroupFolders } from './cgroup.ts';

/** CPU time that a cgroup may use in each period. */
export interface CpuQuota {
  readonly cores: number;
  /** 1,000 to 1,000,000, as the kernel asks. */
  readonly periodMicros: number;
}

/**
 * Sets the CPU quota of a cgroup, or lifts it: cpu.max of cgroup-v2.rst, or the two files of v1 of
 * Documentation/scheduler/sched-bwc.rst. @throws what the kernel says
 */
export function setCpuQuota(folders: CgroupFolders, quota: CpuQuota | undefined): void {
  const quotaMicros = quota && Math.round(quota.cores * quota.periodMicros);
  if (folders.version === 2) {
    const value = quota === undefined ? 'max' : `${quotaMicros} ${quota.periodMicros}`;
    writeFileSync(join(folders.unified, 'cpu.max'), value);
    return;
  }
  const set = (file: string, value: number) => writeFileSync(join(folders.cpu!, file), String(value));
  // A period is refused that the quota before it would exceed.
  set('cpu.cfs_quota_us', -1);
  if (quota === undefined) return;
  set('cpu.cfs_period_us', quota.periodMicros);
  set('cpu.cfs_quota_us', quotaMicros!);
}

/**
 * Sets the limit of memory, without swap, so that it is one of memory: memory.max and memory.swap.max of cgroup-v2.rst,
 * memory.limit_in_bytes and memory.memsw.limit_in_bytes of cgroup-v1/memory.rst. @throws what the kernel says
 */
export function setMemoryLimit(folders: CgroupFolders, bytes: number): void {
  const folder = folders.version === 2 ? folders.unified : folders.memory!;
  const [limit, swap, swapBytes] =
    folders.version === 2
      ? (['memory.max', 'memory.swap.max', 0] as const)
      : (['memory.limit_in_bytes', 'memory.memsw.limit_in_bytes', bytes] as const);
  writeFileSync(join(folder, limit), String(bytes));
  // Absent where the kernel counts no swap.
  if (existsSync(join(folder, swap))) writeFileSync(join(folder, swap), String(swapBytes));
}
