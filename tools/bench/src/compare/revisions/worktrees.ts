import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { BenchError } from '../../errors/bench-error.ts';
import { holderHere, readHolder } from '../../run/lock-holder.ts';
import { stateOf } from '../../system/process/identity.ts';
import { git } from './git.ts';
import { addSubmodules } from './submodules.ts';

/** The checkouts of one comparison, in a folder of their own outside of the workspace. */
export interface Worktrees {
  readonly folder: string;
  /** Checks a commit out. @returns the folder in it that the workspace is in @throws WORKTREE_FAILED, SUBMODULE_UNAVAILABLE */
  readonly add: (commit: string) => Promise<string>;
  /** Removes one of them, by the folder that `add` gave, before the others. */
  readonly discard: (root: string) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/**
 * Outside of the workspace, so that neither Nx nor a compiler or linter takes a checkout for a part of it, and nothing in one
 * finds the packages of the workspace by walking up. Those that a killed run has left behind are removed first.
 */
export async function openWorktrees(
  workspaceRoot: string,
  signal: AbortSignal,
  write: (line: string) => void,
): Promise<Worktrees> {
  const top = (await git(workspaceRoot, ['rev-parse', '--show-toplevel'])).out.trim();
  const inside = relative(await realpath(top), await realpath(workspaceRoot));
  const home = join(
    tmpdir(),
    `wasi-bench-compare-${createHash('sha256').update(top).digest('hex').slice(0, 12)}`,
  );
  await removeLeftovers(home, top, write);
  const folder = join(home, randomUUID().slice(0, 8));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, ownerFile), JSON.stringify(await holderHere(randomUUID(), workspaceRoot)));
  let count = 0;
  const places = new Map<string, string>();
  return {
    folder,
    add: async (commit) => {
      count += 1;
      const place = join(folder, `${count}-${commit.slice(0, 12)}`);
      const added = await git(top, ['worktree', 'add', '--detach', '--force', place, commit], signal);
      if (!added.ok) {
        throw new BenchError(
          'WORKTREE_FAILED',
          `expected to check out ${commit.slice(0, 12)} into ${place}, found: ${added.error}`,
          'Free the disk or name another folder for temporary files by TMPDIR; `git worktree prune` forgets those that are gone.',
        );
      }
      await addSubmodules(top, place, signal);
      const root = join(place, inside);
      places.set(root, place);
      return root;
    },
    discard: async (root) => {
      const place = places.get(root);
      if (place === undefined) return;
      await rm(place, { recursive: true, force: true, maxRetries: 3 });
      await git(top, ['worktree', 'prune']);
    },
    remove: () => removeFolder(folder, home, top),
  };
}

const ownerFile = 'owner.json';

/** Those whose process is gone; one that can't be read is of a process that was killed at its very start. */
async function removeLeftovers(home: string, top: string, write: (line: string) => void): Promise<void> {
  for (const name of await readdir(home).catch(() => [])) {
    const folder = join(home, name);
    const owner = await readHolder(join(folder, ownerFile));
    if (owner && (await stateOf(owner)) !== 'ended') continue;
    await removeFolder(folder, home, top);
    write(`removed the worktrees that a killed run had left behind in ${folder}`);
  }
}

async function removeFolder(folder: string, home: string, top: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  await git(top, ['worktree', 'prune']);
  const left = await readdir(home).catch(() => ['unknown']);
  if (left.length === 0) await rm(home, { recursive: true, force: true });
}
