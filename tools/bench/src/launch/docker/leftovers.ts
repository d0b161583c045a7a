import { spawnSync } from 'node:child_process';
import { type ContainerNote, forgetContainer, noteContainer, notedContainers } from '../container-notes.ts';
import { askerOf, type Engine, engineOf } from './engine.ts';

/** By it everything of ours is found by hand too. */
const workspaceLabel = 'wasi-bench.workspace';
const kind = 'containers';

export function containerLabels(workspaceRoot: string): Record<string, string> {
  return { [workspaceLabel]: workspaceRoot };
}

export function trackContainer({ client }: Engine, name: string): Promise<ContainerNote> {
  const removeNow = () =>
    void spawnSync(client, ['rm', '--force', '--volumes', name], { stdio: 'ignore', timeout: 30_000 });
  return noteContainer({ kind, name, client, removeNow });
}

/** Removes the containers of runs on this machine that were killed. @returns their names */
export async function removeContainers(workspaceRoot: string): Promise<string[]> {
  const removed: string[] = [];
  for (const [client, names] of await notedContainers(kind)) {
    const found = (await listedBy(askerOf(client))) ?? (await listedBy(engineIfThere(workspaceRoot)?.ask));
    // With no engine running there is nothing to remove yet; the notes stay.
    if (found === undefined) continue;
    for (const name of names) {
      if (found.there.has(name)) {
        if ((await found.ask('rm', '--force', '--volumes', name)) === undefined) continue;
        removed.push(name);
      }
      await forgetContainer(kind, name);
    }
  }
  return removed;
}

async function listedBy(ask: Engine['ask'] | undefined) {
  const listed = await ask?.('ps', '--all', '--filter', `label=${workspaceLabel}`, '--format', '{{.Names}}');
  return ask && listed !== undefined ? { ask, there: new Set(listed.split('\n')) } : undefined;
}

/** The client of a workspace that was deleted is gone with it; ours may speak to the same engine. */
function engineIfThere(workspaceRoot: string): Engine | undefined {
  try {
    return engineOf(workspaceRoot);
  } catch {
    return undefined;
  }
}
