import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { platform } from 'node:process';
import getPort from 'get-port';

/** Below the ports that kernels give to outgoing connections, and those that Kubernetes opens for services of type NodePort. */
const first = 20_000;
const end = 30_000;
const tries = 200;

/** More than a bench has chosen at any time for what does not listen yet. */
const MOST_CLAIMS = 64;
const claims: Server[] = [];

/**
 * A TCP port of 127.0.0.1 on which nothing listens, and which no other bench that runs now has chosen for something that does
 * not listen yet: the first such of the candidates, else one that the kernel chooses.
 */
export async function freePort(candidates: () => Iterable<number> = byChance): Promise<number> {
  for (;;) {
    const port = await getPort({ host: '127.0.0.1', port: candidates() });
    if (await claim(port)) return port;
  }
}

function* byChance(): Iterable<number> {
  for (let tried = 0; tried < tries; tried++) yield randomInt(first, end);
}

/**
 * An abstract socket of Linux belongs to the network namespace, as a port does, and goes with the process. Elsewhere chance has
 * to do.
 */
function claim(port: number): Promise<boolean> {
  if (platform !== 'linux') return Promise.resolve(true);
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'EADDRINUSE'));
    server.listen(`\0wasi-bench-port-${port}`, () => {
      claims.push(server.unref());
      if (claims.length > MOST_CLAIMS) claims.shift()!.close();
      resolve(true);
    });
  });
}
