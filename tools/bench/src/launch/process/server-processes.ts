import { setTimeout as sleep } from 'node:timers/promises';
import { endCgroup, killCgroup, removeCgroup } from '../../system/cgroup/remove.ts';
import { markedPids } from '../../system/process/marked.ts';
import { signal, signalGroup } from '../../system/process/signal.ts';

/** What belongs to a launched server, wherever it has gone. */
export interface ServerProcesses {
  /** Of the first process, which leads a group and a session; undefined where that may be another program's by now. */
  readonly pid: number | undefined;
  readonly mark: string;
  /** Folders of its cgroup; empty where it has none. */
  readonly cgroup: readonly string[];
}

const LOOKS = 50;
const LOOK_MS = 20;

/** Kills all of it and removes its cgroup. @returns whether all is gone; false after some seconds */
export async function endProcesses(server: ServerProcesses): Promise<boolean> {
  killGroup(server);
  const isCgroupGone = server.cgroup.length === 0 || (await endCgroup(server.cgroup));
  // Also with a cgroup, which a process may leave for another.
  for (let look = 0; look < LOOKS; look += 1) {
    if (killMarked(server) === 0) return isCgroupGone;
    await sleep(LOOK_MS);
  }
  return false;
}

/** The same at our exit, when nothing can be waited for; what does not go at once is left to the next run. */
export function endProcessesNow(server: ServerProcesses): void {
  killGroup(server);
  killCgroup(server.cgroup);
  killMarked(server);
  removeCgroup(server.cgroup);
}

function killGroup({ pid }: ServerProcesses): void {
  if (pid !== undefined) signalGroup(pid, 'SIGKILL');
}

function killMarked({ mark, pid }: ServerProcesses): number {
  const left = markedPids(mark, pid);
  for (const each of left) signal(each, 'SIGKILL');
  return left.length;
}
