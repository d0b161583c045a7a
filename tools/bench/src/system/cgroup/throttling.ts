import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Throttling } from '../../schema/round.ts';
import { cgroupAt } from './cgroup.ts';
import { cgroupFolderOf } from './mounts.ts';

/**
 * Throttling of a process by the nearest CPU quota above it, as counted since that was set; undefined where no cgroup is
 * shown. A quota stands in cpu.max (cgroup-v2.rst) or cpu.cfs_quota_us (Documentation/scheduler/sched-bwc.rst).
 */
export function throttlingOf(pid: number): (() => Throttling) | undefined {
  const legacy = cgroupFolderOf(pid, 'cpu');
  const folder = legacy ?? cgroupFolderOf(pid, undefined);
  if (folder === undefined) return undefined;
  const place = nearestQuota(folder) ?? folder;
  return cgroupAt(
    legacy === undefined ? { version: 2, unified: place } : { version: 1, cpuacct: place, cpu: place },
  ).throttling;
}

function nearestQuota(folder: string): string | undefined {
  if (!existsSync(join(folder, 'cgroup.procs'))) return undefined;
  return hasQuota(folder) ? folder : nearestQuota(dirname(folder));
}

function hasQuota(folder: string): boolean {
  const [unified, legacy] = ['cpu.max', 'cpu.cfs_quota_us'].map((file) => {
    try {
      return readFileSync(join(folder, file), 'utf8');
    } catch {
      return undefined;
    }
  });
  return (
    (unified !== undefined && !unified.startsWith('max')) ||
    (legacy !== undefined && !legacy.startsWith('-1'))
  );
}
