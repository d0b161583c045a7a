import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { pidsIn } from '../../system/cgroup/members.ts';
import { markedPids } from '../../system/process/marked.ts';
import { processStartTime } from '../../system/process/start-time.ts';
import { endProcesses, type ServerProcesses } from './server-processes.ts';

/** `startTime` beside the pid, since that alone may be another program's later. */
const noteSchema = z.object({ pid: z.int().positive(), startTime: z.string(), cgroup: z.array(z.string()) });

const folderOf = (workspaceRoot: string) => join(workspaceRoot, '.nx', 'bench', 'processes');

/** Notes a server on disk, so that the next run finds it should we be killed. */
export async function rememberServer(
  workspaceRoot: string,
  server: ServerProcesses & { pid: number },
): Promise<void> {
  const folder = folderOf(workspaceRoot);
  const { pid, cgroup } = server;
  const note = { pid, startTime: await processStartTime(pid), cgroup: [...cgroup] };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, server.mark), JSON.stringify(note));
}

export function forgetServer(workspaceRoot: string, { mark }: Pick<ServerProcesses, 'mark'>): Promise<void> {
  return rm(join(folderOf(workspaceRoot), mark), { force: true });
}

/**
 * Ends the servers that an earlier run left behind because it was killed itself.
 * @returns of each that was still running a pid, its first process's where that lives
 */
export async function removeLeftovers(workspaceRoot: string): Promise<number[]> {
  const folder = folderOf(workspaceRoot);
  const ended: number[] = [];
  for (const mark of await readdir(folder).catch(() => [])) {
    const note = noteSchema.safeParse(await json(join(folder, mark)));
    if (note.success) {
      const { pid, startTime, cgroup } = note.data;
      const isSame = startTime === (await processStartTime(pid));
      const living = [...cgroup.flatMap(pidsIn), ...markedPids(mark, isSame ? pid : undefined)];
      if (living.length > 0) ended.push(living.includes(pid) ? pid : living[0]!);
      if (!(await endProcesses({ pid: isSame ? pid : undefined, mark, cgroup }))) continue;
    }
    await rm(join(folder, mark), { force: true });
  }
  return ended;
}

async function json(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
