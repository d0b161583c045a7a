import { setTimeout as sleep } from 'node:timers/promises';
import { BenchError } from '../../errors/bench-error.ts';

/** An API server that is restarted refuses connections for some seconds. */
const patienceMs = 5000;
const againMs = 250;

/** Asks the cluster again for five seconds as long as its API does not answer. @throws what the question does */
export async function patiently<T>(question: () => Promise<T>, forMs = patienceMs): Promise<T> {
  const deadline = performance.now() + forMs;
  for (;;) {
    try {
      return await question();
    } catch (error) {
      const isLost = error instanceof BenchError && error.code === 'CLUSTER_LOST';
      if (!isLost || performance.now() > deadline) throw error;
      await sleep(againMs, undefined, { ref: false });
    }
  }
}
