import { basename } from 'node:path';
import { z } from 'zod';
import { pidsIn } from '../../system/cgroup/members.ts';
import { notesOfEnded, removeNote, writeNote } from '../../system/notes.ts';
import { markedPids } from '../../system/process/marked.ts';
import { processStartTime } from '../../system/process/start-time.ts';
import { cgroupName } from './server-cgroup.ts';
import { endProcesses, type ServerProcesses } from './server-processes.ts';

const kind = 'processes';

/** `startTime` beside the pid, since that alone may be another program's later; no `first` before it was started. */
const startedSchema = z.object({
  first: z.object({ pid: z.int().positive(), startTime: z.string() }).optional(),
  cgroup: z.array(z.string()),
});

/** Notes a server on disk, so that the next run finds it should we be killed. */
export async function rememberServer({ pid, mark, cgroup }: ServerProcesses): Promise<void> {
  const first = pid === undefined ? undefined : { pid, startTime: await processStartTime(pid) };
  await writeNote(kind, mark, { first, cgroup });
}

export function forgetServer({ mark }: Pick<ServerProcesses, 'mark'>): Promise<void> {
  return removeNote(kind, mark);
}

/**
 * Ends the servers that earlier runs on this machine left behind because they were killed themselves.
 * @returns of each that was still running a pid, its first process's where that lives
 */
export async function removeLeftovers(): Promise<number[]> {
  const ended: number[] = [];
  for (const { name: mark, started } of await notesOfEnded(kind)) {
    const note = startedSchema.safeParse(started);
    if (note.success) {
      const { first } = note.data;
      const cgroup = note.data.cgroup.filter((folder) => basename(folder) === cgroupName(mark));
      const isSame = first !== undefined && first.startTime === (await processStartTime(first.pid));
      const pid = isSame ? first.pid : undefined;
      const living = [...cgroup.flatMap(pidsIn), ...markedPids(mark, pid)];
      if (living.length > 0) ended.push(pid !== undefined && living.includes(pid) ? pid : living[0]!);
      if (!(await endProcesses({ pid, mark, cgroup }))) continue;
    }
    await forgetServer({ mark });
  }
  return ended;
}
