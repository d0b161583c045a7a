import { readFile, readlink } from 'node:fs/promises';
import { z } from 'zod';
import { processStartTime } from '../system/process/start-time.ts';

const holderSchema = z.object({
  /** Names this hold: one process can hold the lock again later. */
  id: z.string(),
  pid: z.int().positive(),
  /** As `processStartTime` gives it: with the pid it names the process for good. */
  startTime: z.string(),
  /** The numbers in which the pid counts: those of a container are its own. Absent where there is but one, as on macOS. */
  pidNamespace: z.string().optional(),
  workspaceRoot: z.string(),
  /** ISO 8601. */
  since: z.string(),
});

/** The run that has the machine for itself. */
export type LockHolder = z.infer<typeof holderSchema>;

export type HolderState = 'running' | 'ended' | 'not to be seen from here';

/** This process, as a holder from now on. */
export async function holderHere(id: string, workspaceRoot: string): Promise<LockHolder> {
  return {
    id,
    pid: process.pid,
    startTime: await processStartTime(process.pid),
    pidNamespace: await ownPidNamespace(),
    workspaceRoot,
    since: new Date().toISOString(),
  };
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

/** A process of that pid with another start time is another program; a zombie holds nothing any more. */
export async function stateOf(holder: LockHolder): Promise<HolderState> {
  if (holder.pidNamespace !== (await ownPidNamespace())) return 'not to be seen from here';
  if ((await processStartTime(holder.pid)) !== holder.startTime) return 'ended';
  const status = await readFile(`/proc/${holder.pid}/status`, 'utf8').catch(() => '');
  return /^State:\s+[ZX]/m.test(status) ? 'ended' : 'running';
}

/** Who holds the lock, for a message. */
export function describeHolder({ pid, workspaceRoot, since }: LockHolder): string {
  return `pid ${pid}, workspace ${workspaceRoot}, since ${since}`;
}

const ownPidNamespace = () => readlink('/proc/self/ns/pid').catch(() => undefined);
