import { cgroupAt } from './cgroup.ts';
import { cgroupFolderAt } from './mounts.ts';

/**
 * How many processes the kernel killed at the memory limit of the cgroup at a path. The cgroup may have no process any more;
 * 0 where it is gone.
 */
export function oomKillsAt(path: string): number {
  const memory = cgroupFolderAt(path, 'memory');
  const unified = cgroupFolderAt(path, undefined);
  if (memory !== undefined) return cgroupAt({ version: 1, cpuacct: memory, memory }).oomKills();
  return unified === undefined ? 0 : cgroupAt({ version: 2, unified }).oomKills();
}
