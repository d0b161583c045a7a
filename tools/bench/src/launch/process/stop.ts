import { setTimeout as sleep } from 'node:timers/promises';
import { statOf } from '../../system/process/proc.ts';
import { signal, signalGroup } from '../../system/process/signal.ts';

const lookMs = 20;

/**
 * Sends SIGTERM to the group, and to what has left it or works in the background once the first process is gone: each process gets it
 * once, since servers take a second one for "at once".
 * @returns when all of it has ended, or none did within the time-out
 */
export async function askToStop(server: {
  pid: number;
  ended: Promise<unknown>;
  /** What else of the server lives. */
  others: () => readonly number[];
  timeoutMs: number;
}): Promise<void> {
  const { pid, others, timeoutMs } = server;
  const end = performance.now() + timeoutMs;
  let isFirstGone = false;
  const first = server.ended.then(() => {
    isFirstGone = true;
  });
  // Lets a promise that is settled already say so.
  await sleep(0);
  signalGroup(pid, 'SIGTERM');
  if (!isFirstGone) {
    const timer = new AbortController();
    await Promise.race([first, sleep(timeoutMs, undefined, { signal: timer.signal }).catch(() => {})]);
    timer.abort();
  }
  const asked = new Set<number>();
  for (let left = others(); left.length > 0 && performance.now() < end; left = others()) {
    for (const other of left) {
      if (asked.has(other) || statOf(other)?.group === pid) continue;
      asked.add(other);
      signal(other, 'SIGTERM');
    }
    await sleep(lookMs);
  }
}
