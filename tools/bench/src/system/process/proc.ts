import { readdirSync, readFileSync } from 'node:fs';

/** A file of /proc/<pid>; undefined once the process has ended, or where we may not read it. */
export function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}

export function listProc(pid: number, folder: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/${folder}`);
  } catch {
    return [];
  }
}

/** Every process that this /proc shows. */
export function allPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^[1-9]\d*$/.test(name))
    .map(Number);
}

/** Of proc_pid_stat(5); times in µs. */
export interface ProcessStat {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Of all its threads, ended ones included, in steps of 10 ms. */
  readonly ownMicros: number;
  /** Of children that it has waited for, and theirs. */
  readonly childrenMicros: number;
  /** In ticks since boot, as the kernel writes it: with the pid it names the process for good. */
  readonly startTime: string;
  readonly isZombie: boolean;
  readonly isKernelThread: boolean;
}

/** PF_KTHREAD of include/linux/sched.h. */
const KERNEL_THREAD = 0x20_0000;

/** USER_HZ of proc_pid_stat(5), 100 on every architecture that Node runs on. */
const TICK_MICROS = 10_000;

export function statOf(pid: number): ProcessStat | undefined {
  const text = readProc(pid, 'stat');
  return text === undefined ? undefined : parseStat(text);
}

/** The name of the program, which stands in brackets, may hold any character. */
export function parseStat(text: string): ProcessStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = (field: number) => Number(fields[field - 3]) * TICK_MICROS;
  return {
    isZombie: fields[0] === 'Z',
    parent: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
    ownMicros: ticks(14) + ticks(15),
    childrenMicros: ticks(16) + ticks(17),
    startTime: fields[19] ?? '',
    isKernelThread: (Number(fields[9 - 3]) & KERNEL_THREAD) !== 0,
  };
}
