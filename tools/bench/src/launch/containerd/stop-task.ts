import { setTimeout as sleep } from 'node:timers/promises';
import type { Containerd } from './containerd.ts';

/** Asks a container to stop; returns when its process is gone, or did not go within the time-out. */
export async function stopTask(
  containerd: Containerd,
  task: { name: string; isOver: () => boolean; timeoutMs: number },
): Promise<void> {
  await containerd.ask('tasks', 'kill', '--signal', 'SIGTERM', task.name);
  const deadline = performance.now() + task.timeoutMs;
  while (!task.isOver() && performance.now() < deadline) await sleep(20);
}
