import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Throttling } from '../../schema/round.ts';
import { residentBytesOf } from '../process/memory.ts';
import type { Meter } from '../usage.ts';
import { parseFlatKeyed } from './flat-keyed.ts';
import { pidsIn } from './members.ts';
import { cgroupFolderOf } from './mounts.ts';

/** What the kernel counts for a cgroup and all below it. A reading after its end gives the last one. */
export interface Cgroup {
  readonly version: 1 | 2;
  readonly folders: CgroupFolders;
  readonly usage: Meter;
  /** Of the CPU quota, since the cgroup was made; zeros without a quota. */
  readonly throttling: () => Throttling;
  /** Memory that no file backs, bytes; undefined where memory is not counted. */
  readonly anonymousBytes: () => number | undefined;
  /** How many processes the kernel killed at the memory limit. */
  readonly oomKills: () => number;
  /** Of every process in it now. */
  readonly pids: () => number[];
}

/** The folders of one cgroup: v1 has one in each controller's hierarchy. */
export type CgroupFolders =
  | { readonly version: 2; readonly unified: string }
  | {
      readonly version: 1;
      readonly cpuacct: string;
      readonly cpu?: string | undefined;
      readonly memory?: string | undefined;
    };

/** The cgroup that a process is in, v2 or v1; undefined where its counters cannot be read. */
export function cgroupOf(pid: number): Cgroup | undefined {
  const folders = foldersOf(pid);
  return folders && cgroupAt(folders);
}

export function cgroupAt(folders: CgroupFolders): Cgroup {
  return folders.version === 2 ? unifiedCgroup(folders.unified) : legacyCgroup(folders);
}

function foldersOf(pid: number): CgroupFolders | undefined {
  const cpuacct = cgroupFolderOf(pid, 'cpuacct');
  if (cpuacct === undefined) {
    const unified = cgroupFolderOf(pid, undefined);
    const isCounted = unified !== undefined && existsSync(join(unified, 'cpu.stat'));
    return isCounted ? { version: 2, unified } : undefined;
  }
  if (!existsSync(join(cpuacct, 'cpuacct.usage'))) return undefined;
  const [cpu, memory] = ['cpu', 'memory'].map((controller) => cgroupFolderOf(pid, controller));
  return { version: 1, cpuacct, cpu, memory };
}

/**
 * Documentation/admin-guide/cgroup-v2.rst: `usage_usec`, `nr_periods`, `nr_throttled` and `throttled_usec` of
 * cpu.stat, whether or not the controllers are on; `anon` of memory.stat and `oom_kill` of memory.events where memory
 * is.
 */
function unifiedCgroup(folder: string): Cgroup {
  const cpuStat = lastReading(() => flatKeyed(folder, 'cpu.stat'), {});
  return {
    version: 2,
    folders: { version: 2, unified: folder },
    usage: () => ({ cpuMicros: cpuStat().usage_usec ?? 0, rssBytes: residentBytes(folder) }),
    throttling: () => {
      const { nr_throttled = 0, nr_periods = 0, throttled_usec = 0 } = cpuStat();
      return { throttledPeriods: nr_throttled, totalPeriods: nr_periods, throttledMicros: throttled_usec };
    },
    anonymousBytes: lastReading(() => flatKeyed(folder, 'memory.stat').anon, undefined),
    oomKills: lastReading(() => flatKeyed(folder, 'memory.events').oom_kill ?? 0, 0),
    pids: () => pidsIn(folder),
  };
}

/**
 * Documentation/admin-guide/cgroup-v1/cpuacct.rst: cpuacct.usage, ns; Documentation/scheduler/sched-bwc.rst:
 * `nr_periods`, `nr_throttled` and `throttled_time`, ns, of cpu.stat; cgroup-v1/memory.rst: `total_rss` of memory.stat,
 * which is anonymous memory alone and not a resident set size (5.2), and `oom_kill` of memory.oom_control.
 */
function legacyCgroup(folders: CgroupFolders & { version: 1 }): Cgroup {
  const { cpuacct, cpu, memory } = folders;
  const cpuNanos = lastReading(() => Number(read(cpuacct, 'cpuacct.usage')), 0);
  const cpuStat = lastReading(() => (cpu === undefined ? {} : flatKeyed(cpu, 'cpu.stat')), {});
  const ofMemory = (file: string, key: string) =>
    lastReading(() => (memory === undefined ? undefined : flatKeyed(memory, file)[key]), undefined);
  const oomKills = ofMemory('memory.oom_control', 'oom_kill');
  return {
    version: 1,
    folders,
    usage: () => ({ cpuMicros: cpuNanos() / 1000, rssBytes: residentBytes(cpuacct) }),
    throttling: () => {
      const { nr_throttled = 0, nr_periods = 0, throttled_time = 0 } = cpuStat();
      return {
        throttledPeriods: nr_throttled,
        totalPeriods: nr_periods,
        throttledMicros: throttled_time / 1000,
      };
    },
    anonymousBytes: ofMemory('memory.stat', 'total_rss'),
    oomKills: () => oomKills() ?? 0,
    pids: () => pidsIn(cpuacct),
  };
}

/**
 * Sum of VmRSS over the processes: the same figure that a server without a cgroup gets. The cgroup's own memory counter
 * would hold page cache of whoever read the files first.
 */
function residentBytes(folder: string): number {
  return pidsIn(folder).reduce((sum, pid) => sum + residentBytesOf(pid), 0);
}

const read = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8');
const flatKeyed = (folder: string, file: string) => parseFlatKeyed(read(folder, file));

/** The folder goes with the container, and a counter must not fall to zero then. */
function lastReading<T>(take: () => T, first: T): () => T {
  let last = first;
  return () => {
    try {
      last = take();
    } catch {
      // The last reading stands.
    }
    return last;
  };
}
