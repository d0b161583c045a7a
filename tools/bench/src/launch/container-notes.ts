import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processStartTime } from '../system/process/start-time.ts';

/** Of what runs the containers: each has notes of its own, so that a run with none to remove need not ask it. */
export type NoteKind = 'containers' | 'tasks';

export interface ContainerNote {
  /** The container is gone. */
  readonly removed: () => Promise<void>;
  /** The engine is gone: at our exit its client would only wait for it, and outlive us. */
  readonly leaveToNextRun: () => void;
}

const folderOf = (workspaceRoot: string, kind: NoteKind) => join(workspaceRoot, '.nx', 'bench', kind);

const removals = new Map<string, () => void>();

process.once('exit', () => {
  for (const remove of removals.values()) remove();
});

/**
 * Makes sure that a container goes when we go: at our exit, by `removeNow`, and, should we be killed, at the next
 * run, by a note that holds the run that started it, as `pid@start time`.
 */
export async function noteContainer(
  workspaceRoot: string,
  { kind, name, removeNow }: { kind: NoteKind; name: string; removeNow: () => void },
): Promise<ContainerNote> {
  removals.set(name, removeNow);
  const folder = folderOf(workspaceRoot, kind);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), `${process.pid}@${await processStartTime(process.pid)}`);
  return {
    removed: async () => {
      removals.delete(name);
      await rm(join(folder, name), { force: true });
    },
    leaveToNextRun: () => void removals.delete(name),
  };
}

/** The containers of runs of this workspace that are over, having left them behind. */
export async function notedContainers(workspaceRoot: string, kind: NoteKind): Promise<string[]> {
  const folder = folderOf(workspaceRoot, kind);
  const left: string[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const [pid, startTime] = (await readFile(join(folder, name), 'utf8').catch(() => '')).split('@');
    if (startTime !== (await processStartTime(Number(pid)))) left.push(name);
  }
  return left;
}

export function forgetContainer(workspaceRoot: string, kind: NoteKind, name: string): Promise<void> {
  return rm(join(folderOf(workspaceRoot, kind), name), { force: true });
}
