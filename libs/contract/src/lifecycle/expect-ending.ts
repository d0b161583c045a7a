import { ContractBreach } from '../breach.ts';
import { descendants } from './descendants.ts';
import { eventually } from './eventually.ts';
import type { Running, Server } from './program.ts';
import { refused } from './refused.ts';

/** The program ends by itself, with this exit code; returns its standard error. */
export async function expectExit(running: Running, exitCode: number): Promise<string> {
  const ending = await eventually(`exit code ${exitCode}`, () => running.ending());
  if (ending.exitCode !== exitCode) {
    throw new ContractBreach('exit code', String(exitCode), `${ending.exitCode} (${ending.stderr})`);
  }
  return ending.stderr;
}

/** After `signal` the server ends with 0, and so does every process of it; `meanwhile` runs once it is signalled. */
export async function expectGracefulEnd(
  server: Server,
  signal: 'SIGTERM' | 'SIGINT',
  meanwhile: () => Promise<void> = async () => {},
): Promise<void> {
  const processes = await descendants(server.pid);
  server.signal(signal);
  await refused(server);
  await meanwhile();
  await expectExit(server, 0);
  await eventually('no process left', async () => (processes.some(isAlive) ? undefined : true));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
