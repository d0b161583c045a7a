import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { identityOf, identitySchema } from '../system/process/identity.ts';

const holderSchema = identitySchema.extend({
  /** Names this hold: one process can hold the lock again later. */
  id: z.string(),
  workspaceRoot: z.string(),
  /** ISO 8601. */
  since: z.string(),
});

/** The run that has the machine for itself. */
export type LockHolder = z.infer<typeof holderSchema>;

/** This process, as a holder from now on. */
export async function holderHere(id: string, workspaceRoot: string): Promise<LockHolder> {
  return { id, ...(await identityOf(process.pid)), workspaceRoot, since: new Date().toISOString() };
}

/** Undefined when there is none, or when the file is not ours to read a holder from. */
export async function readHolder(file: string): Promise<LockHolder | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Who holds the lock, for a message. */
export function describeHolder({ pid, workspaceRoot, since }: LockHolder): string {
  return `pid ${pid}, workspace ${workspaceRoot}, since ${since}`;
}
