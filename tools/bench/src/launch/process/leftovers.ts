import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signalGroup } from '../../system/process/signal-group.ts';
import { processStartTime } from '../../system/process/start-time.ts';

const folderOf = (workspaceRoot: string) => join(workspaceRoot, '.nx', 'bench', 'processes');

/** Notes a process group on disk, with its start time, since a pid alone may be another program's later. */
export async function rememberLeftover(workspaceRoot: string, pid: number): Promise<void> {
  const folder = folderOf(workspaceRoot);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${pid}@${await processStartTime(pid)}`), '');
}

export async function forgetLeftover(workspaceRoot: string, pid: number): Promise<void> {
  const folder = folderOf(workspaceRoot);
  for (const name of await readdir(folder).catch(() => [])) {
    if (name.startsWith(`${pid}@`)) await rm(join(folder, name), { force: true });
  }
}

/**
 * Kills the process groups that an earlier run left behind because it was killed itself.
 * @returns the pids that were still running.
 */
export async function removeLeftovers(workspaceRoot: string): Promise<number[]> {
  const folder = folderOf(workspaceRoot);
  const killed: number[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const [pid, startTime] = name.split('@');
    if (startTime === (await processStartTime(Number(pid))) && signalGroup(Number(pid), 'SIGKILL')) {
      killed.push(Number(pid));
    }
    await rm(join(folder, name), { force: true });
  }
  return killed;
}
