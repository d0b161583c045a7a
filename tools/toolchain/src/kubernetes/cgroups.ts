import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cluster } from './paths.ts';

/** A mounted hierarchy, and whether it is the unified one, v2. */
interface Hierarchy {
  readonly folder: string;
  readonly isUnified: boolean;
}

/** Where the pods go: a cgroup in each hierarchy that holds controllers, as the kubelet asks for its `cgroupRoot`. */
export async function makeCgroups(): Promise<void> {
  const mounted = await hierarchies();
  const legacy = mounted.filter(({ isUnified }) => !isUnified);
  if (legacy.length === 0) {
    for (const { folder } of mounted) await makeUnified(folder);
    return;
  }
  for (const { folder } of legacy) {
    const made = join(folder, cluster.cgroup);
    await mkdir(made, { recursive: true });
    // Of cgroup-v1/cpusets.rst: a new one has no CPU and no memory, and no process can join it.
    for (const file of ['cpuset.cpus', 'cpuset.mems']) {
      const parents = await readFile(join(folder, file), 'utf8').catch(() => undefined);
      if (parents !== undefined) await writeFile(join(made, file), parents.trim());
    }
  }
}

async function makeUnified(folder: string): Promise<void> {
  await mkdir(join(folder, cluster.cgroup), { recursive: true });
  const had = (await readFile(join(folder, 'cgroup.controllers'), 'utf8')).trim().split(' ');
  const wanted = ['cpuset', 'cpu', 'io', 'memory', 'hugetlb', 'pids'].filter((name) => had.includes(name));
  await writeFile(join(folder, 'cgroup.subtree_control'), wanted.map((name) => `+${name}`).join(' '));
}

/** One that still holds a dying process stays, and is removed by the next start or stop. */
export async function removeCgroups(): Promise<void> {
  for (const { folder } of await hierarchies()) await remove(join(folder, cluster.cgroup));
}

async function remove(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (entry.isDirectory()) await remove(join(folder, entry.name));
  }
  await rmdir(folder).catch(() => {});
}

async function hierarchies(): Promise<Hierarchy[]> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' '));
  return mounts.flatMap(([, folder = '', type = '']) =>
    /^cgroup2?$/.test(type) ? [{ folder, isUnified: type === 'cgroup2' }] : [],
  );
}
