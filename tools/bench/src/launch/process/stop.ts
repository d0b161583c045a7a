import { setTimeout as sleep } from 'node:timers/promises';
import { signal, signalGroup } from '../../system/process/signal.ts';

const lookMs = 20;

/**
 * Sends SIGTERM to the group, and to whatever works in the background once the first process is gone.
 * @returns when the first process has ended, or those in the background have, or none did within the time-out
 */
export async function askToStop(server: {
  pid: number;
  ended: Promise<unknown>;
  /** What else of the server lives. */
  others: () => readonly number[];
  timeoutMs: number;
}): Promise<void> {
  let isFirstGone = false;
  const first = server.ended.then(() => {
    isFirstGone = true;
  });
  // Lets a promise that is settled already say so.
  await sleep(0);
  const timer = new AbortController();
  const deadline = sleep(server.timeoutMs, undefined, { signal: timer.signal }).catch(() => {});
  if (isFirstGone) {
    for (const pid of server.others()) signal(pid, 'SIGTERM');
    const end = performance.now() + server.timeoutMs;
    while (server.others().length > 0 && performance.now() < end) await sleep(lookMs);
  } else {
    signalGroup(server.pid, 'SIGTERM');
    await Promise.race([first, deadline]);
  }
  timer.abort();
}
