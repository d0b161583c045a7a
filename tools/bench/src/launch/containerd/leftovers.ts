import { spawnSync } from 'node:child_process';
import { type ContainerNote, forgetContainer, noteContainer, notedContainers } from '../container-notes.ts';
import { type Containerd, connectTimeout, containerdOf, namespace } from './containerd.ts';

const kind = 'tasks';

export function trackTask(
  workspaceRoot: string,
  { client }: Containerd,
  name: string,
): Promise<ContainerNote> {
  const ctr = (...args: string[]) =>
    spawnSync(client, [connectTimeout, '--namespace', namespace, ...args], { stdio: 'ignore' });
  const removeNow = () => {
    ctr('tasks', 'delete', '--force', name);
    ctr('containers', 'delete', name);
  };
  return noteContainer(workspaceRoot, { kind, name, removeNow });
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
  const left = await notedContainers(workspaceRoot, kind);
  if (left.length === 0) return [];
  const containerd = await containerdOf(workspaceRoot).catch(() => undefined);
  // With no containerd running there is nothing to remove yet; the notes stay.
  if (containerd === undefined) return [];
  const removed: string[] = [];
  for (const name of left) {
    const there = (await containerd.ask('containers', 'list', '--quiet'))?.split('\n').includes(name);
    if (!(await removeContainer(containerd, name))) continue;
    if (there) removed.push(name);
    await forgetContainer(workspaceRoot, kind, name);
  }
  return removed;
}
