import { readFile, readlink } from 'node:fs/promises';
import { z } from 'zod';
import { processStartTime } from './start-time.ts';

/** Names a process for good, in a file that is read after its end. */
export const identitySchema = z.object({
  pid: z.int().positive(),
  /** As `processStartTime` gives it. */
  startTime: z.string(),
  /** The numbers in which the pid counts: those of a container are its own. Absent where there is but one, as on macOS. */
  pidNamespace: z.string().optional(),
});

export type ProcessIdentity = z.infer<typeof identitySchema>;

export type ProcessState = 'running' | 'ended' | 'not to be seen from here';

export async function identityOf(pid: number): Promise<ProcessIdentity> {
  return { pid, startTime: await processStartTime(pid), pidNamespace: await ownPidNamespace() };
}

/** A process of that pid with another start time is another program; a zombie does nothing any more. */
export async function stateOf(named: ProcessIdentity): Promise<ProcessState> {
  if (named.pidNamespace !== (await ownPidNamespace())) return 'not to be seen from here';
  if ((await processStartTime(named.pid)) !== named.startTime) return 'ended';
  const status = await readFile(`/proc/${named.pid}/status`, 'utf8').catch(() => '');
  return /^State:\s+[ZX]/m.test(status) ? 'ended' : 'running';
}

const ownPidNamespace = () => readlink('/proc/self/ns/pid').catch(() => undefined);
