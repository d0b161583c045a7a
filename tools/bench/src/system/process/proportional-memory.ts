import { platform } from 'node:process';
import type { Reading } from '../../schema/result.ts';
import { belowHighWaterBytes, proportionalBytesOf, resetHighWater } from './memory.ts';

/** Memory that adds up, of all processes of a server. */
export interface ProportionalMemory {
  /** Sum of their proportional set sizes (PSS) now, bytes. */
  readonly now: () => Reading;
  /** Watches for the most of it from now on. */
  readonly startPeak: () => PeakWatch;
}

export interface PeakWatch {
  /** Reads once, unless the last reading is too near, measured by what it cost. */
  readonly look: () => void;
  /** Forgets what it has seen: the watch begins now. */
  readonly restart: () => void;
  /** Reads a last time; what comes after the first call is not in it. @returns the most, bytes, or why it is unknown */
  readonly end: () => Reading;
}

const LEAST_INTERVAL_MS = 1000;
/** At most 0.5 % of a core is spent on it. */
const INTERVALS_PER_COST = 200;

/**
 * @param pids of all processes of the server now
 *
 * The kernel keeps no high-water mark of PSS, so the peak of several processes is the largest of its readings. That of one
 * process, alone at both ends of the watch, holds what came and went between them too: PSS at the end plus what its resident set
 * has lost since its own mark, VmHWM, which is reset at the start. It takes the pages lost for its own, as pages of a heap are;
 * of pages of files that other programs map it would count the whole.
 */
export function proportionalMemory(pids: () => readonly number[]): ProportionalMemory {
  if (platform !== 'linux') {
    const unknown: Reading = { state: 'unknown', reason: 'this system does not tell PSS' };
    return {
      now: () => unknown,
      startPeak: () => ({ look: () => {}, restart: () => {}, end: () => unknown }),
    };
  }
  const now = () => proportionalBytesOf(pids());
  return { now, startPeak: () => watch(pids, now) };
}

function watch(pids: () => readonly number[], now: () => Reading): PeakWatch {
  let alone: number | undefined;
  let isMarked = false;
  let most = 0;
  let unknown: Reading | undefined;
  let ended: Reading | undefined;
  let nextAt = 0;
  const restart = () => {
    alone = onlyOf(pids());
    isMarked = alone !== undefined && resetHighWater(alone);
    most = 0;
  };
  restart();
  const read = (): number => {
    const startedAt = performance.now();
    const reading = now();
    const endedAt = performance.now();
    nextAt = endedAt + Math.max(LEAST_INTERVAL_MS, (endedAt - startedAt) * INTERVALS_PER_COST);
    if (reading.state === 'unknown') {
      unknown = reading;
      return 0;
    }
    most = Math.max(most, reading.value);
    return reading.value;
  };
  const end = (): Reading => {
    const last = read();
    if (isMarked && onlyOf(pids()) === alone) most = Math.max(most, last + belowHighWaterBytes(alone!));
    return unknown ?? { state: 'known', value: most };
  };
  return {
    look: () => {
      if (ended === undefined && performance.now() >= nextAt) read();
    },
    restart,
    end: () => {
      ended ??= end();
      return ended;
    },
  };
}

function onlyOf(pids: readonly number[]): number | undefined {
  return pids.length === 1 ? pids[0] : undefined;
}
