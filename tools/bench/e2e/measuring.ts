import { stateOf } from '../src/system/process/identity.ts';
import { eventually, lockHolder } from './eventually.ts';
import { processesWith } from './processes.ts';

/** The process that measures a workspace is Nx's own: no argument of it names the workspace, but the lock does. */
export async function measuringPid(root: string): Promise<number> {
  const holder = await eventually(async () => {
    const found = await lockHolder();
    return found?.workspaceRoot === root && found;
  }, `a process that measures ${root}`);
  return holder.pid;
}

/** Whether k6 loads a server of the workspace: where a server is ended between two loads, nothing has gone wrong. */
export const isLoaded = (root: string) =>
  processesWith(root).some(({ command }) => / run --quiet /.test(command));

export const measuringEnded = (root: string) =>
  eventually(async () => {
    const holder = await lockHolder();
    return holder?.workspaceRoot !== root || (await stateOf(holder)) === 'ended';
  }, `the process that measured ${root} has ended`);
