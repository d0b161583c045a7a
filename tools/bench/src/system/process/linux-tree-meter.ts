import type { ProcessMeter } from '../usage.ts';
import { residentBytesOf } from './memory.ts';
import { listProc, readProc, statOf } from './proc.ts';
import { treeOf } from './tree.ts';
import { type ProcessTimes, treeAccount } from './tree-account.ts';

/**
 * Reads the tree through /proc. The run time of every thread, ns, is the first field of
 * /proc/<pid>/task/<tid>/schedstat (Documentation/scheduler/sched-stats.rst); what has ended stays in
 * /proc/<pid>/stat (proc_pid_stat(5)), in ticks of 10 ms.
 */
export function linuxTreeMeter(root: number): ProcessMeter {
  const account = treeAccount();
  const parentsOfUnseen = new Set<number>();
  return {
    usage: () => {
      const look: ProcessTimes[] = [];
      let rssBytes = 0;
      for (const { pid, parent } of treeOf(root)) {
        // Before its threads: what they use between both reads must not look like that of ended ones.
        const stat = statOf(pid);
        if (stat === undefined) {
          // Such as a CGI script, which takes a millisecond or two: no look may ever find one alive.
          if (parent !== undefined) parentsOfUnseen.add(parent);
          continue;
        }
        look.push({ ...stat, pid, parent, threadsMicros: threadsMicrosOf(pid) });
        rssBytes += residentBytesOf(pid);
      }
      return { cpuMicros: account.add(look), rssBytes };
    },
    parentsOfEnded: () => new Set([...account.parentsOfEnded(), ...parentsOfUnseen]),
  };
}

function threadsMicrosOf(pid: number): number {
  let nanos = 0;
  for (const thread of listProc(pid, 'task')) {
    nanos += Number.parseInt(readProc(pid, `task/${thread}/schedstat`) ?? '0', 10);
  }
  return nanos / 1000;
}
