import { createServer } from 'node:net';
import getPort from 'get-port';
import { BenchError } from '../errors/bench-error.ts';

/** A free loopback port, or the fixed one if it is free. @throws PORT_IN_USE */
export async function choosePort(server: string, fixed: number | undefined): Promise<number> {
  if (fixed === undefined) return getPort({ host: '127.0.0.1' });
  if (await isFree(fixed)) return fixed;
  throw new BenchError(
    'PORT_IN_USE',
    `${server}: option "port" is ${fixed}, and another program listens there`,
    'Stop that program, or leave "port" out: then a free one is chosen and given to the server as PORT.',
  );
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
