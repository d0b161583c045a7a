import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processStartTime } from '../../observe/process-start-time.ts';
import { type Containerd, containerdOf, namespace } from './containerd.ts';

/** A folder of notes, one a container: its name, and in it the run that started it, as `pid@start time`. */
const folderOf = (workspaceRoot: string) => join(workspaceRoot, '.nx', 'bench', 'tasks');

const tracked = new Map<string, Containerd>();

process.once('exit', () => {
  for (const [name, { client }] of tracked) {
    const ctr = (...args: string[]) =>
      spawnSync(client, ['--namespace', namespace, ...args], { stdio: 'ignore' });
    ctr('tasks', 'delete', '--force', name);
    ctr('containers', 'delete', name);
  }
});

/**
 * Makes sure that the container goes when we go: at our exit, and, should we be killed, at the next run.
 * Returns the function that ends this care.
 */
export async function trackTask(
  workspaceRoot: string,
  containerd: Containerd,
  name: string,
): Promise<() => Promise<void>> {
  tracked.set(name, containerd);
  const note = join(folderOf(workspaceRoot), name);
  await mkdir(folderOf(workspaceRoot), { recursive: true });
  await writeFile(note, `${process.pid}@${await processStartTime(process.pid)}`);
  return async () => {
    tracked.delete(name);
    await rm(note, { force: true });
  };
}

/** Removes a container, its task, and the images of our namespace. @returns false when containerd does not answer */
export async function removeContainer(containerd: Containerd, name: string): Promise<boolean> {
  await containerd.ask('tasks', 'delete', '--force', name);
  await containerd.ask('containers', 'delete', name);
  const images = await containerd.ask('images', 'list', '--quiet');
  const names = (images ?? '').split('\n').filter((image) => image !== '');
  if (names.length > 0) await containerd.ask('images', 'delete', '--sync', ...names);
  const containers = await containerd.ask('containers', 'list', '--quiet');
  return containers !== undefined && !containers.split('\n').includes(name);
}

/** Removes the containers of runs of this workspace that were killed. @returns their names */
export async function removeTasks(workspaceRoot: string): Promise<string[]> {
  const folder = folderOf(workspaceRoot);
  const notes = await readdir(folder).catch(() => []);
  if (notes.length === 0) return [];
  const containerd = await containerdOf(workspaceRoot).catch(() => undefined);
  // With no containerd running there is nothing to remove yet; the notes stay.
  if (containerd === undefined) return [];
  const removed: string[] = [];
  for (const name of notes) {
    const [pid, startTime] = (await readFile(join(folder, name), 'utf8').catch(() => '')).split('@');
    if (startTime === (await processStartTime(Number(pid)))) continue;
    const there = (await containerd.ask('containers', 'list', '--quiet'))?.split('\n').includes(name);
    if (!(await removeContainer(containerd, name))) continue;
    if (there) removed.push(name);
    await rm(join(folder, name), { force: true });
  }
  return removed;
}

/** Asks a container to stop and kills it after the time-out; returns when its process is gone. */
export async function stopTask(
  containerd: Containerd,
  task: { name: string; isOver: () => boolean; timeoutMs: number },
): Promise<void> {
  await containerd.ask('tasks', 'kill', '--signal', 'SIGTERM', task.name);
  const deadline = performance.now() + task.timeoutMs;
  while (!task.isOver() && performance.now() < deadline) await sleep(20);
}
