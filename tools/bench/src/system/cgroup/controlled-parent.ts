import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pidsDirectlyIn } from './members.ts';
import { cgroupFolderOf } from './mounts.ts';

export type Parent =
  | { readonly state: 'found'; readonly folder: string }
  | { readonly state: 'none'; readonly reason: string };

/** Where everything but the servers is put: a cgroup that hands controllers on may hold no process itself. */
const LEAF = 'wasi-bench';

/**
 * A v2 cgroup in which one with these controllers can be made. Without any it is our own one. Else it is our own once what
 * runs in it has moved into a leaf (Documentation/admin-guide/cgroup-v2.rst, "No Internal Process Constraint"), as a
 * delegated subtree asks for; root takes the top of the hierarchy, which may hold processes, and moves nobody.
 */
export function controlledParent(controllers: readonly string[]): Parent {
  const ours = cgroupFolderOf(process.pid, undefined);
  if (ours === undefined || !existsSync(join(ours, 'cgroup.procs')))
    return { state: 'none', reason: 'this process is in no cgroup that is shown here' };
  const base = basename(ours) === LEAF ? dirname(ours) : ours;
  if (controllers.length === 0) return { state: 'found', folder: base };
  const top = topOf(base);
  const folder = process.getuid?.() === 0 && isTrueRoot(top) ? top : base;
  const reason = handOn(folder, controllers, folder === top && isTrueRoot(top));
  return reason === undefined
    ? { state: 'found', folder }
    : { state: 'none', reason: `${folder}: ${reason}` };
}

/** @returns why the children of a cgroup cannot have the controllers; undefined where they have them now */
function handOn(
  folder: string,
  controllers: readonly string[],
  mayHoldProcesses: boolean,
): string | undefined {
  const given = words(folder, 'cgroup.subtree_control');
  const wanted = controllers.filter((controller) => !given.includes(controller));
  if (wanted.length === 0) return undefined;
  const had = words(folder, 'cgroup.controllers');
  const lacking = wanted.filter((controller) => !had.includes(controller));
  if (lacking.length > 0) return `it has no controller ${lacking.join(', ')}`;
  try {
    if (!mayHoldProcesses) moveToLeaf(folder);
    writeFileSync(join(folder, 'cgroup.subtree_control'), wanted.map((name) => `+${name}`).join(' '));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function moveToLeaf(folder: string): void {
  const leaf = join(folder, LEAF);
  mkdirSync(leaf, { recursive: true });
  // What is started meanwhile is there at the next look.
  for (let look = 0; look < 10; look += 1) {
    const pids = pidsDirectlyIn(folder);
    if (pids.length === 0) return;
    for (const pid of pids) move(pid, leaf);
  }
}

function move(pid: number, folder: string): void {
  try {
    writeFileSync(join(folder, 'cgroup.procs'), String(pid));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The highest cgroup above that is shown. */
function topOf(folder: string): string {
  const above = dirname(folder);
  return existsSync(join(above, 'cgroup.procs')) ? topOf(above) : folder;
}

/** Only the root of the whole hierarchy, not that of a container's namespace, lacks it. */
const isTrueRoot = (folder: string) => !existsSync(join(folder, 'cgroup.events'));

function words(folder: string, file: string): string[] {
  try {
    return readFileSync(join(folder, file), 'utf8').trim().split(' ');
  } catch {
    return [];
  }
}
