import { forgetServer, rememberServer } from './leftovers.ts';
import { endProcesses, endProcessesNow, type ServerProcesses } from './server-processes.ts';

const tracked = new Set<ServerProcesses>();

process.once('exit', () => {
  for (const server of tracked) endProcessesNow(server);
});

/**
 * Makes sure that a server goes when we go: at our exit, and, should we be killed, at the next run.
 * @returns the function that ends the server; what would not go within some seconds is left to the next run
 */
export async function track(server: ServerProcesses & { pid: number }): Promise<() => Promise<void>> {
  tracked.add(server);
  try {
    await rememberServer(server);
  } catch (error) {
    await endProcesses(server);
    throw error;
  }
  return async () => {
    const isGone = await endProcesses(server);
    tracked.delete(server);
    if (isGone) await forgetServer(server);
  };
}
