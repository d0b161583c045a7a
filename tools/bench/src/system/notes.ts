import { chmod, lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { BenchError } from '../errors/bench-error.ts';
import { identityOf, identitySchema, stateOf } from './process/identity.ts';

/** What all benches of this machine share, whichever workspace they come from. */
export const machineFolder = () => join(tmpdir(), 'wasi-bench');

/** Of what runs it: each kind has notes of its own, so that a run with no container to remove need not ask an engine. */
export type NoteKind = 'processes' | 'containers' | 'tasks' | 'namespaces' | 'folders';

const noteSchema = z.object({
  /** The bench that started it: as long as that lives, it is its own affair. */
  owner: identitySchema,
  started: z.unknown(),
});

const folderOf = (kind: NoteKind) => join(machineFolder(), kind);

/**
 * Notes what this process has started, so that the next run on this machine can end it should we be killed: that of another
 * workspace too, since ours may be deleted by then. A note of the same name is replaced. @throws LOCK_UNUSABLE
 */
export async function writeNote(kind: NoteKind, name: string, started: object): Promise<void> {
  const folder = folderOf(kind);
  const owner = await identityOf(process.pid);
  try {
    await mkdir(folder, { recursive: true });
    // For every user of this machine, who can remove their own notes alone; the one who made it alone may do that.
    await chmod(machineFolder(), 0o777).catch(() => {});
    await chmod(folder, 0o1777).catch(() => {});
    await writeFile(join(folder, name), JSON.stringify({ owner, started }), { mode: 0o600 });
  } catch (cause) {
    throw new BenchError(
      'LOCK_UNUSABLE',
      `expected to note in ${folder} what is started, for a run that would have to end it, found: ${(cause as Error).message}`,
      'Give this user the right to write there, or remove the folder when no bench runs.',
      { cause },
    );
  }
}

export function removeNote(kind: NoteKind, name: string): Promise<void> {
  return rm(join(folderOf(kind), name), { force: true });
}

/**
 * Notes of benches that have ended without removing them. Only those that this user wrote: a note says what is to be killed,
 * and anybody can write into the folder.
 */
export async function notesOfEnded(kind: NoteKind): Promise<{ name: string; started: unknown }[]> {
  const left: { name: string; started: unknown }[] = [];
  for (const name of await readdir(folderOf(kind)).catch(() => [])) {
    const note = noteSchema.safeParse(await ownJson(join(folderOf(kind), name)));
    if (note.success && (await stateOf(note.data.owner)) === 'ended')
      left.push({ name, started: note.data.started });
  }
  return left;
}

async function ownJson(file: string): Promise<unknown> {
  try {
    const stat = await lstat(file);
    const isOwn = stat.isFile() && stat.uid === process.getuid?.();
    return isOwn ? JSON.parse(await readFile(file, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}
