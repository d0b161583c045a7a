import cluster from 'node:cluster';

import { listenAddress, listenError } from './address.ts';
import { createApp } from './app.ts';
import { onTermination } from './termination.ts';
import { upstreamOf } from './upstream.ts';

/** The contract gives five seconds from the signal to the exit; one is kept for the exit itself. */
const GRACE_MS = 4_000;

const SWEEP_MS = 20;

/** Serves in this process until SIGTERM or SIGINT, then lets what is in flight finish and exits with 0. */
export async function serve(): Promise<void> {
  const address = listenAddress(process.env);
  const app = createApp(upstreamOf(process.env));
  const listening = await app.listen(address).catch((error: NodeJS.ErrnoException) => {
    throw listenError(address, error);
  });
  if (cluster.isPrimary) process.stdout.write(`listening on ${listening}\n`);

  onTermination(async () => {
    // close() ends the connections that are idle now; one whose answer is still under way is idle a little later.
    setInterval(() => app.server.closeIdleConnections(), SWEEP_MS);
    setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
    await app.close();
    process.exit(0);
  });
}
