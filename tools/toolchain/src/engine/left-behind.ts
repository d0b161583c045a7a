import { readdir, readFile, realpath, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { ToolchainError } from '../errors.mjs';
import { engine } from './paths.ts';
import { hasEnded, kill, processes } from './processes.ts';

const endTimeoutMs = 30_000;
const cgroupRoot = '/sys/fs/cgroup';

/**
 * Ends what an engine that was killed left running: a daemon that is still dying, and the processes of its containers.
 * Then an engine can start. The shims stay for its containerd, which ends them and removes what they keep outside of
 * our folder, unless `shims` says that none will come.
 * @throws ToolchainError ENGINE_STOP_FAILED for a process that does not end by SIGKILL
 */
export async function endLeftBehind({ shims }: { readonly shims: boolean }): Promise<void> {
  const ours = await processesOfEngine();
  const pids = [...ours.daemons, ...ours.servers, ...(shims ? ours.shims : [])];
  const left = await kill(pids, endTimeoutMs);
  if (left.length > 0) {
    throw new ToolchainError(
      'ENGINE_STOP_FAILED',
      `expected what a killed engine left running to end within ${endTimeoutMs / 1000} s of SIGKILL, found ${left.join(', ')} running`,
      'A process that waits for a disk or a network file system ends when that answers; else restart the machine.',
    );
  }
  // dockerd starts no containerd while the pid in this file seems alive, be it a zombie's, which holds its number until
  // its parent takes note, or another program's by now: it would wait for an answer and give up after 15 s.
  await rm(engine.containerdPidFile, { force: true });
}

/** Removes what no engine is there to remove: the cgroups of containers, mounts, and the folder of run-time state. */
export async function removeRuntimeState(): Promise<void> {
  for (const cgroup of await containerCgroups()) await removeCgroup(cgroup);
  await unmountAll();
  await rm(engine.execRoot, { recursive: true, force: true });
}

/** Pids of its daemons, of the shims that serve its containers, and of what runs in the containers. */
async function processesOfEngine(): Promise<Record<'daemons' | 'shims' | 'servers', number[]>> {
  const all = await processes();
  const noted = [await pidIn(engine.pidFile), await pidIn(engine.containerdPidFile)];
  const daemonMarks = [`--exec-root=${engine.execRoot}`, engine.containerdConfig];
  const daemons = all.filter(
    ({ pid, name, argv }) =>
      argv.some((word) => daemonMarks.includes(word)) ||
      // One that is dying has no command line any more.
      (argv.length === 0 && noted.includes(pid) && ['dockerd', 'containerd'].includes(name)),
  );
  const shims = all.filter(({ argv }) => argv.includes(engine.containerdSocket)).map(({ pid }) => pid);
  // The first process of a container is a child of its shim; with a PID namespace of its own the rest ends with it.
  const first = all.filter(({ parent }) => shims.includes(parent)).map(({ pid }) => pid);
  const inside = (await Promise.all((await containerCgroups()).map(processesIn))).flat();
  return {
    daemons: daemons.map(({ pid }) => pid),
    shims,
    servers: [...new Set([...first, ...inside])].filter((pid) => !shims.includes(pid)),
  };
}

/** The file of a daemon names this pid, and it has not ended. */
async function pidIn(file: string): Promise<number | undefined> {
  const pid = Number(await readFile(file, 'utf8').catch(() => Number.NaN));
  return Number.isInteger(pid) && pid > 0 && !(await hasEnded(pid)) ? pid : undefined;
}

/** Folders of the cgroups of all containers that containerd has, in each hierarchy. */
async function containerCgroups(): Promise<string[]> {
  const folders: string[] = [];
  const hierarchies = [cgroupRoot, ...(await list(cgroupRoot)).map((name) => join(cgroupRoot, name))];
  for (const namespace of await list(engine.bundles)) {
    for (const id of await list(join(engine.bundles, namespace))) {
      const path = await cgroupPath(join(engine.bundles, namespace, id, 'config.json'));
      // systemd removes those that it has made, named slice:prefix:name, by itself.
      if (path?.startsWith('/') && path !== '/') folders.push(...hierarchies.map((root) => join(root, path)));
    }
  }
  return folders;
}

/** `linux.cgroupsPath` of the OCI runtime specification. */
async function cgroupPath(config: string): Promise<string | undefined> {
  try {
    return JSON.parse(await readFile(config, 'utf8')).linux?.cgroupsPath;
  } catch {
    // Killed while containerd wrote it: there is no container yet.
    return undefined;
  }
}

async function processesIn(cgroup: string): Promise<number[]> {
  const pids = await readFile(join(cgroup, 'cgroup.procs'), 'utf8').catch(() => '');
  return pids.split('\n').filter(Boolean).map(Number);
}

/** An empty one that the kernel will not remove yet costs nothing, and stops no engine. */
async function removeCgroup(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (entry.isDirectory()) await removeCgroup(join(folder, entry.name));
  }
  await rmdir(folder).catch(() => {});
}

/** dockerd leaves the mounts of its data folder and of the host's network namespace behind (proc_mounts(5)). */
async function unmountAll(): Promise<void> {
  const folder = await realpath(engine.folder);
  const mounts = await readFile('/proc/self/mounts', 'utf8');
  const points = mounts.split('\n').map((line) => unescaped(line.split(' ')[1] ?? ''));
  const ours = points.filter((point) => point.startsWith(`${folder}/`));
  // The last mounted first: one may stand within another.
  for (const point of ours.reverse()) await execa('umount', [point], { stdin: 'ignore' });
}

/** A space in a path stands there as `\040`. */
const unescaped = (path: string) =>
  path.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));

const list = (folder: string) => readdir(folder).catch(() => []);
