import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CgroupFolders, cgroupAt } from './cgroup.ts';
import { controlledParent } from './controlled-parent.ts';
import { cgroupFolderOf } from './mounts.ts';
import { removeCgroup } from './remove.ts';

/** What a limit can be set on; by neither, a cgroup only counts. */
export type Controller = 'cpu' | 'memory';

export type MadeCgroup =
  | { readonly state: 'made'; readonly folders: CgroupFolders }
  | { readonly state: 'none'; readonly reason: string };

/**
 * Makes a cgroup (cgroups(7)) below the one that this process is in, or where the controllers asked for can be had:
 * as root, in a subtree that was delegated to this user, or in v1.
 * @param version which hierarchy to use; by default v1 where it holds CPU accounting, else v2
 */
export function makeCgroup(
  name: string,
  controllers: readonly Controller[] = [],
  version?: 1 | 2,
): MadeCgroup {
  const legacy = cgroupFolderOf(process.pid, 'cpuacct');
  const wanted = version ?? (legacy === undefined ? 2 : 1);
  return wanted === 1 ? makeLegacy(name, controllers) : makeUnified(name, controllers);
}

function makeUnified(name: string, controllers: readonly Controller[]): MadeCgroup {
  const parent = controlledParent(controllers);
  if (parent.state === 'none') return parent;
  const folders = { version: 2, unified: join(parent.folder, name) } as const;
  return tried(folders, () => {
    mkdirSync(folders.unified);
    if (!existsSync(join(folders.unified, 'cpu.stat'))) throw new Error('this kernel counts no CPU in it');
    const missing = controllers.filter(
      (controller) => !existsSync(join(folders.unified, `${controller}.max`)),
    );
    if (missing.length > 0) throw new Error(`the kernel gives it no controller ${missing.join(', ')}`);
    weigh(join(folders.unified, 'cpu.weight'), 100);
  });
}

/** The hierarchy of the CPU controller is only joined for a limit, unless it is that of cpuacct anyway. */
function makeLegacy(name: string, controllers: readonly Controller[]): MadeCgroup {
  const below = (controller: string) => {
    const folder = cgroupFolderOf(process.pid, controller);
    return folder && join(folder, name);
  };
  const [cpuacct, cpu, memory] = ['cpuacct', 'cpu', 'memory'].map(below);
  if (cpuacct === undefined) return { state: 'none', reason: 'no cgroup hierarchy counts CPU here' };
  const needed = { cpu, memory };
  for (const controller of controllers) {
    if (needed[controller] === undefined)
      return { state: 'none', reason: `the cgroup controller ${controller} is not mounted` };
  }
  const withCpu = controllers.includes('cpu') || cpu === cpuacct;
  const made = (withMemory: boolean) => {
    const folders = {
      version: 1,
      cpuacct,
      cpu: withCpu ? cpu : undefined,
      memory: withMemory ? memory : undefined,
    } as const;
    return tried(folders, () => {
      for (const folder of foldersIn(folders)) mkdirSync(folder);
      if (folders.cpu !== undefined) weigh(join(folders.cpu, 'cpu.shares'), 1024);
    });
  };
  const whole = made(memory !== undefined);
  return whole.state === 'made' || controllers.includes('memory') ? whole : made(false);
}

/** All folders of it, each once. */
export function foldersIn(folders: CgroupFolders): string[] {
  if (folders.version === 2) return [folders.unified];
  return [...new Set([folders.cpuacct, folders.cpu, folders.memory])].filter(
    (folder) => folder !== undefined,
  );
}

/** Puts a process into it: what it starts from then on is in it too. @throws what the kernel says */
export function enterCgroup(folders: CgroupFolders, pid: number): void {
  for (const folder of foldersIn(folders)) writeFileSync(join(folder, 'cgroup.procs'), String(pid));
  if (!cgroupAt(folders).pids().includes(pid))
    throw new Error(`the process ${pid} did not stay in its cgroup`);
}

/** Undoes what was made when not all of it could be. */
function tried(folders: CgroupFolders, make: () => void): MadeCgroup {
  try {
    make();
    return { state: 'made', folders };
  } catch (error) {
    removeCgroup(foldersIn(folders));
    return { state: 'none', reason: (error as Error).message };
  }
}

/**
 * To the scheduler a cgroup with a CPU controller is one task, however many threads the server has. With as many times the
 * share of a task as there are CPUs, it competes with the load's threads as it would without a cgroup.
 */
function weigh(file: string, one: number): void {
  if (!existsSync(file)) return;
  const cpus = readFileSync('/proc/stat', 'utf8').match(/^cpu\d/gm)?.length ?? 1;
  writeFileSync(file, String(Math.min(10_000, one * cpus)));
}
