import { setTimeout as sleep } from 'node:timers/promises';
import { signalGroup } from '../../system/process/signal-group.ts';
import { forgetLeftover, rememberLeftover } from './leftovers.ts';

const tracked = new Set<number>();

process.once('exit', () => {
  for (const pid of tracked) signalGroup(pid, 'SIGKILL');
});

/**
 * Makes sure that the group goes when we go: at our exit, and, should we be killed, at the next run.
 * Returns the function that ends this care.
 */
export async function trackGroup(workspaceRoot: string, pid: number): Promise<() => Promise<void>> {
  tracked.add(pid);
  await rememberLeftover(workspaceRoot, pid);
  return async () => {
    tracked.delete(pid);
    await forgetLeftover(workspaceRoot, pid);
  };
}

/** SIGTERM, then SIGKILL after the time-out; returns when no process of the group is left. */
export async function stopGroup(pid: number, leaderExit: Promise<unknown>, timeoutMs: number): Promise<void> {
  signalGroup(pid, 'SIGTERM');
  const timer = new AbortController();
  await Promise.race([leaderExit, sleep(timeoutMs, undefined, { signal: timer.signal }).catch(() => {})]);
  timer.abort();
  signalGroup(pid, 'SIGKILL');
  await leaderExit;
}
