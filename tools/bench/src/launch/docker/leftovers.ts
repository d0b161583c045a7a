import { spawnSync } from 'node:child_process';
import { type ContainerNote, forgetContainer, noteContainer, notedContainers } from '../container-notes.ts';
import { type Engine, engineOf } from './engine.ts';

/** By it everything of ours is found by hand too. */
const workspaceLabel = 'wasi-bench.workspace';
const kind = 'containers';

export function containerLabels(workspaceRoot: string): Record<string, string> {
  return { [workspaceLabel]: workspaceRoot };
}

export function trackContainer(
  workspaceRoot: string,
  { client }: Engine,
  name: string,
): Promise<ContainerNote> {
  const removeNow = () => void spawnSync(client, ['rm', '--force', name], { stdio: 'ignore' });
  return noteContainer(workspaceRoot, { kind, name, removeNow });
}

/** Removes the containers of runs of this workspace that were killed. @returns their names */
export async function removeContainers(workspaceRoot: string): Promise<string[]> {
  const left = await notedContainers(workspaceRoot, kind);
  if (left.length === 0) return [];
  const engine = engineIfThere(workspaceRoot);
  const filter = `label=${workspaceLabel}=${workspaceRoot}`;
  const listed = await engine?.ask('ps', '--all', '--filter', filter, '--format', '{{.Names}}');
  // With no engine running there is nothing to remove yet; the notes stay.
  if (engine === undefined || listed === undefined) return [];
  const there = new Set(listed.split('\n'));
  const removed: string[] = [];
  for (const name of left) {
    if (there.has(name)) {
      if ((await engine.ask('rm', '--force', name)) === undefined) continue;
      removed.push(name);
    }
    await forgetContainer(workspaceRoot, kind, name);
  }
  return removed;
}

function engineIfThere(workspaceRoot: string): Engine | undefined {
  try {
    return engineOf(workspaceRoot);
  } catch {
    return undefined;
  }
}
