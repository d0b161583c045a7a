import cluster, { type Worker } from 'node:cluster';

import { listenAddress } from './address.ts';
import { onTermination } from './termination.ts';

/** Longer than a worker's own grace period, shorter than the contract's five seconds. */
const KILL_AFTER_MS = 4_500;

/**
 * Keeps `count` workers that share one listening socket, which the primary accepts from in turn.
 * The first worker starts alone: if it cannot listen, it alone says so, and the program ends with 1.
 */
export function supervise(count: number): void {
  const { host } = listenAddress(process.env);
  const listening = new Set<Worker>();
  let stopping = false;

  cluster.fork();
  cluster.once('listening', (_worker, { port }) => {
    process.stdout.write(`listening on http://${host.includes(':') ? `[${host}]` : host}:${port}\n`);
    for (let worker = 1; worker < count; worker++) cluster.fork();
  });
  cluster.on('listening', (worker) => listening.add(worker));
  cluster.on('exit', (worker) => {
    const hadListened = listening.delete(worker);
    if (stopping) {
      if (workers().length === 0) process.exit();
    } else if (hadListened) {
      cluster.fork();
    } else {
      process.exitCode = 1;
      stop();
    }
  });

  onTermination(stop);

  function stop(): void {
    stopping = true;
    if (workers().length === 0) process.exit();
    for (const worker of workers()) worker.process.kill('SIGTERM');
    setTimeout(() => {
      for (const worker of workers()) worker.process.kill('SIGKILL');
    }, KILL_AFTER_MS);
  }
}

function workers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}
