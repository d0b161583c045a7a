import { readdirSync, readFileSync } from 'node:fs';
import type { Meter } from '../usage.ts';

/**
 * Reads the tree through /proc. CPU is the run time of every thread, ns, the first field of
 * /proc/<pid>/task/<tid>/schedstat (Documentation/scheduler/sched-stats.rst): /proc/<pid>/stat counts in
 * ticks of 10 ms, which is a twentieth of what a good server uses in a short round.
 * The kernel forgets a thread when it ends, so what it had used at the last look is kept here.
 */
export function linuxTreeMeter(root: number): Meter {
  const microsByThread = new Map<string, number>();
  let endedMicros = 0;

  return () => {
    let rssBytes = 0;
    for (const pid of descendants(root)) {
      rssBytes += residentBytes(pid);
      for (const thread of list(`/proc/${pid}/task`)) {
        const runtime = read(`/proc/${pid}/task/${thread}/schedstat`);
        if (runtime === undefined) continue;
        const micros = Number.parseInt(runtime, 10) / 1000;
        const before = microsByThread.get(thread) ?? 0;
        if (micros < before) endedMicros += before;
        microsByThread.set(thread, micros);
      }
    }
    let cpuMicros = endedMicros;
    for (const micros of microsByThread.values()) cpuMicros += micros;
    return { cpuMicros, rssBytes };
  };
}

/** The pid and, as long as it lives, all its descendants: /proc/<pid>/task/<tid>/children (proc(5)). */
function descendants(root: number): number[] {
  const found = [root];
  for (const pid of found) {
    for (const thread of list(`/proc/${pid}/task`)) {
      const children = read(`/proc/${pid}/task/${thread}/children`)?.trim();
      if (children) found.push(...children.split(' ').map(Number));
    }
  }
  return found;
}

/** VmRSS of proc_pid_status(5), given in KiB; 0 once the process has ended. */
function residentBytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return Number(kibibytes ?? 0) * 1024;
}

/** Undefined when the process or thread has ended. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
