import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { notesOfEnded, removeNote, writeNote } from './notes.ts';

const kind = 'folders';
/** By it a leftover one is known to be ours. */
const prefix = 'wasi-bench-folder-';

const startedSchema = z.object({ folder: z.string() });

const made = new Set<string>();

process.once('exit', () => {
  for (const folder of made) removeNow(folder);
});

export interface ScratchFolder {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/**
 * An empty folder for files that nobody needs afterwards. It is removed at our exit too, and, should we be killed, by the next
 * run on this machine.
 */
export async function makeScratchFolder(): Promise<ScratchFolder> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  made.add(path);
  const name = basename(path);
  await writeNote(kind, name, { folder: path });
  return {
    path,
    remove: async () => {
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
      made.delete(path);
      await removeNote(kind, name);
    },
  };
}

/** Removes those of killed runs, once what had files open in them has ended. */
export async function removeLeftScratchFolders(): Promise<void> {
  for (const { name, started } of await notesOfEnded(kind)) {
    const note = startedSchema.safeParse(started);
    const isOurs = note.success && basename(note.data.folder) === name && name.startsWith(prefix);
    if (isOurs) await rm(note.data.folder, { recursive: true, force: true, maxRetries: 5 });
    await removeNote(kind, name);
  }
}

function removeNow(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Something writes into it still: the next run removes it.
  }
}
