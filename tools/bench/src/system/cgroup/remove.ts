import { existsSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { signal } from '../process/signal.ts';
import { foldersFrom, pidsIn } from './members.ts';

/** The kernel takes some milliseconds to reap what was killed. */
const LOOKS = 100;
const LOOK_MS = 20;

/**
 * Kills every process of a cgroup and removes it. Processes that begin while it looks are killed by the next look.
 * @param folders of one cgroup, in each hierarchy
 * @returns whether it is gone; false after two seconds
 */
export async function endCgroup(folders: readonly string[]): Promise<boolean> {
  for (let look = 0; look < LOOKS; look += 1) {
    killCgroup(folders);
    if (removeCgroup(folders)) return true;
    await sleep(LOOK_MS);
  }
  return false;
}

/** Sends SIGKILL to all of its processes. @returns how many there were */
export function killCgroup(folders: readonly string[]): number {
  const pids = new Set(folders.flatMap(pidsIn));
  for (const folder of folders) killAtOnce(folder);
  for (const pid of pids) signal(pid, 'SIGKILL');
  return pids.size;
}

/** cgroup.kill of v2, since Linux 5.14, misses no process that forks meanwhile. */
function killAtOnce(folder: string): void {
  const file = join(folder, 'cgroup.kill');
  try {
    if (existsSync(file)) writeFileSync(file, '1');
  } catch {
    // Its processes are killed one by one.
  }
}

/** Removes an empty cgroup. @returns whether it is gone */
export function removeCgroup(folders: readonly string[]): boolean {
  for (const folder of folders.flatMap(foldersFrom)) {
    try {
      rmdirSync(folder);
    } catch {
      // Not empty yet, or gone already.
    }
  }
  return folders.every((folder) => !existsSync(folder));
}
