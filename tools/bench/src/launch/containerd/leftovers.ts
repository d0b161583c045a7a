import { spawnSync } from 'node:child_process';
import { rmdirSync } from 'node:fs';
import { cgroupFoldersAt } from '../../system/cgroup/mounts.ts';
import { type ContainerNote, forgetContainer, noteContainer, notedContainers } from '../container-notes.ts';
import { type Containerd, commandsOf, connectTimeout, containerdOf, namespace } from './containerd.ts';

const kind = 'tasks';

export function trackTask({ client }: Containerd, name: string): Promise<ContainerNote> {
  const ctr = (...args: string[]) =>
    spawnSync(client, [connectTimeout, '--namespace', namespace, ...args], {
      stdio: 'ignore',
      timeout: 30_000,
    });
  const removeNow = () => {
    ctr('tasks', 'delete', '--force', name);
    ctr('containers', 'delete', name);
  };
  return noteContainer({ kind, name, client, removeNow });
}

/** Removes a container, its task, and the images of our namespace. @returns false when containerd does not answer */
export async function removeContainer({ ask }: Pick<Containerd, 'ask'>, name: string): Promise<boolean> {
  await ask('tasks', 'delete', '--force', name);
  await ask('containers', 'delete', name);
  const images = await ask('images', 'list', '--quiet');
  const names = (images ?? '').split('\n').filter((image) => image !== '');
  if (names.length > 0) await ask('images', 'delete', '--sync', ...names);
  const containers = await ask('containers', 'list', '--quiet');
  return containers !== undefined && !containers.split('\n').includes(name);
}

/** A shim makes it for the cgroups of its containers, and removes theirs alone. With a container in it, it stays. */
export function removeParentCgroup(): void {
  for (const folder of cgroupFoldersAt(`/${namespace}`)) {
    try {
      rmdirSync(folder);
    } catch {
      // In use, or gone already.
    }
  }
}

/** Removes the containers of runs on this machine that were killed. @returns their names */
export async function removeTasks(workspaceRoot: string): Promise<string[]> {
  const removed: string[] = [];
  for (const [client, names] of await notedContainers(kind)) {
    const noted = commandsOf(client);
    // The client of a workspace that was deleted is gone with it.
    const containerd = (await noted.answers())
      ? noted
      : await containerdOf(workspaceRoot).catch(() => undefined);
    // With no containerd running there is nothing to remove yet; the notes stay.
    if (containerd === undefined) continue;
    for (const name of names) {
      const there = (await containerd.ask('containers', 'list', '--quiet'))?.split('\n').includes(name);
      if (!(await removeContainer(containerd, name))) continue;
      if (there) removed.push(name);
      await forgetContainer(kind, name);
    }
    removeParentCgroup();
  }
  return removed;
}
