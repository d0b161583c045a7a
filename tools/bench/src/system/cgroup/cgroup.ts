import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Throttling } from '../../schema/round.ts';
import type { Meter } from '../usage.ts';
import { parseFlatKeyed } from './flat-keyed.ts';
import { cgroupFolderAt, cgroupFolderOf } from './mounts.ts';

/** What the kernel counts for a cgroup. A reading after its end gives the last one. */
export interface Cgroup {
  readonly usage: Meter;
  /** Of the CPU quota, since the cgroup was made; zeros without a quota. */
  readonly throttling: () => Throttling;
  /** Memory that no file backs, bytes; undefined where memory is not counted. */
  readonly anonymousBytes: () => number | undefined;
}

/** The cgroup that a process is in, v2 or v1; undefined where its counters cannot be read. */
export function cgroupOf(pid: number): Cgroup | undefined {
  return unifiedCgroup(pid) ?? legacyCgroup(pid);
}

/**
 * Documentation/admin-guide/cgroup-v2.rst: `usage_usec`, `nr_periods`, `nr_throttled` and `throttled_usec` of
 * cpu.stat. On a machine with both versions the unified hierarchy is there, but holds no containers.
 */
function unifiedCgroup(pid: number): Cgroup | undefined {
  const folder = cgroupFolderOf(pid, undefined);
  if (folder === undefined || cgroupFolderOf(pid, 'cpuacct') !== undefined) return undefined;
  if (!existsSync(join(folder, 'cpu.stat'))) return undefined;
  const cpuStat = lastReading(() => parseFlatKeyed(read(folder, 'cpu.stat')), {});
  return {
    usage: () => ({ cpuMicros: cpuStat().usage_usec ?? 0, rssBytes: residentBytes(folder) }),
    throttling: () => {
      const { nr_throttled = 0, nr_periods = 0, throttled_usec = 0 } = cpuStat();
      return { throttledPeriods: nr_throttled, totalPeriods: nr_periods, throttledMicros: throttled_usec };
    },
    anonymousBytes: anonymousBytesOf(folder, 'anon'),
  };
}

/**
 * Documentation/admin-guide/cgroup-v1/cpuacct.rst: cpuacct.usage, ns; Documentation/scheduler/sched-bwc.rst:
 * `nr_periods`, `nr_throttled` and `throttled_time`, ns, of cpu.stat.
 */
function legacyCgroup(pid: number): Cgroup | undefined {
  const cpuacct = cgroupFolderOf(pid, 'cpuacct');
  const cpu = cgroupFolderOf(pid, 'cpu');
  if (cpuacct === undefined || cpu === undefined || !existsSync(join(cpuacct, 'cpuacct.usage'))) {
    return undefined;
  }
  const cpuNanos = lastReading(() => Number(read(cpuacct, 'cpuacct.usage')), 0);
  const cpuStat = lastReading(() => parseFlatKeyed(read(cpu, 'cpu.stat')), {});
  return {
    usage: () => ({ cpuMicros: cpuNanos() / 1000, rssBytes: residentBytes(cpuacct) }),
    throttling: () => {
      const { nr_throttled = 0, nr_periods = 0, throttled_time = 0 } = cpuStat();
      return {
        throttledPeriods: nr_throttled,
        totalPeriods: nr_periods,
        throttledMicros: throttled_time / 1000,
      };
    },
    anonymousBytes: anonymousBytesOf(cgroupFolderOf(pid, 'memory'), 'total_rss'),
  };
}

/**
 * memory.stat: `anon` (cgroup-v2.rst), or v1's `total_rss`, which is anonymous memory alone and not a resident set
 * size (cgroup-v1/memory.rst, 5.2).
 */
function anonymousBytesOf(folder: string | undefined, key: string): Cgroup['anonymousBytes'] {
  if (folder === undefined) return () => undefined;
  return lastReading(() => parseFlatKeyed(read(folder, 'memory.stat'))[key], undefined);
}

/**
 * How many processes the kernel killed at the memory limit of the cgroup at a path: `oom_kill` of memory.events, or of
 * v1's memory.oom_control. The cgroup may have no process any more; 0 where it is gone.
 */
export function oomKillsAt(path: string): number {
  const legacy = cgroupFolderAt(path, 'memory');
  const folder = legacy ?? cgroupFolderAt(path, undefined);
  if (folder === undefined) return 0;
  const file = legacy === undefined ? 'memory.events' : 'memory.oom_control';
  return lastReading(() => parseFlatKeyed(read(folder, file)).oom_kill ?? 0, 0)();
}

/**
 * Sum of VmRSS (proc_pid_status(5), KiB) over the processes of the cgroup: the same figure that a server without a
 * container gets. The cgroup's own memory counter would hold page cache of whoever read the files first.
 */
function residentBytes(folder: string): number {
  try {
    return read(folder, 'cgroup.procs')
      .split('\n')
      .filter((pid) => pid !== '')
      .reduce((sum, pid) => sum + residentBytesOf(pid), 0);
  } catch {
    return 0;
  }
}

function residentBytesOf(pid: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

const read = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8');

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
