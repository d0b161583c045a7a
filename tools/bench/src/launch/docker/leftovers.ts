import { spawnSync } from 'node:child_process';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processStartTime } from '../../observe/process-start-time.ts';
import { type Engine, engineOf } from './engine.ts';

const workspaceLabel = 'wasi-bench.workspace';
const ownerLabel = 'wasi-bench.owner';

/** A folder of notes, one a container, so that a run that has none to remove need not ask an engine. */
const folderOf = (workspaceRoot: string) => join(workspaceRoot, '.nx', 'bench', 'containers');

const tracked = new Map<string, Engine>();

process.once('exit', () => {
  for (const [name, { client }] of tracked) spawnSync(client, ['rm', '--force', name], { stdio: 'ignore' });
});

/** Labels by which a later run finds the container, and knows whether the run that started it is over. */
export async function containerLabels(workspaceRoot: string): Promise<Record<string, string>> {
  return {
    [workspaceLabel]: workspaceRoot,
    [ownerLabel]: `${process.pid}@${await processStartTime(process.pid)}`,
  };
}

/**
 * Makes sure that the container goes when we go: at our exit, and, should we be killed, at the next run.
 * Returns the function that ends this care.
 */
export async function trackContainer(
  workspaceRoot: string,
  engine: Engine,
  name: string,
): Promise<() => Promise<void>> {
  tracked.set(name, engine);
  const note = join(folderOf(workspaceRoot), name);
  await mkdir(folderOf(workspaceRoot), { recursive: true });
  await writeFile(note, '');
  return async () => {
    tracked.delete(name);
    await rm(note, { force: true });
  };
}

/** Removes the containers of runs of this workspace that were killed. @returns their names */
export async function removeContainers(workspaceRoot: string): Promise<string[]> {
  const notes = await readdir(folderOf(workspaceRoot)).catch(() => []);
  if (notes.length === 0) return [];
  const engine = engineIfThere(workspaceRoot);
  if (engine === undefined) return [];
  const format = `{{.Names}} {{.Label "${ownerLabel}"}}`;
  const filter = `label=${workspaceLabel}=${workspaceRoot}`;
  const listed = await engine.ask('ps', '--all', '--filter', filter, '--format', format);
  if (listed === undefined) return [];
  const removed: string[] = [];
  const kept = new Set<string>();
  for (const line of listed.split('\n').filter((each) => each !== '')) {
    const [name = '', owner = ''] = line.split(' ');
    const [pid, startTime] = owner.split('@');
    const isOver = startTime !== (await processStartTime(Number(pid)));
    if (isOver && (await engine.ask('rm', '--force', name)) !== undefined) removed.push(name);
    else kept.add(name);
  }
  for (const name of notes)
    if (!kept.has(name)) await rm(join(folderOf(workspaceRoot), name), { force: true });
  return removed;
}

/** With no engine running there is nothing to remove yet; the notes stay. */
function engineIfThere(workspaceRoot: string): Engine | undefined {
  try {
    return engineOf(workspaceRoot);
  } catch {
    return undefined;
  }
}
