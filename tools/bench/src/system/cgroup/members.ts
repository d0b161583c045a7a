import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The processes of the cgroup in a folder and of all below it: a server may make cgroups of its own. */
export function pidsIn(folder: string): number[] {
  return foldersFrom(folder).flatMap(pidsDirectlyIn);
}

/** The folder and all below it, the lowest first, as rmdir(2) takes them. */
export function foldersFrom(folder: string): string[] {
  return [...childrenOf(folder).flatMap(foldersFrom), folder];
}

function childrenOf(folder: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

/** cgroup.procs of cgroups(7), v1 and v2; none where the cgroup is gone. */
export function pidsDirectlyIn(folder: string): number[] {
  try {
    const pids = readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean);
    // A process of another pid namespace is shown as 0.
    return pids.map(Number).filter((pid) => pid > 0);
  } catch {
    return [];
  }
}
