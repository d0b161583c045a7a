import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Side } from '../schema/revision-comparison.ts';
import { type RevisionWorkspace, workspaceOf } from './build/workspace-of.ts';
import type { SideName } from './measure/sides.ts';
import { providePackages } from './revisions/packages.ts';
import type { Worktrees } from './revisions/worktrees.ts';

export interface Checkout {
  readonly workspaceRoot: string;
  readonly worktrees: Worktrees;
  /** What git does not have: linked from the workspace. */
  readonly shared: readonly string[];
  readonly signal: AbortSignal;
  readonly write: (line: string) => void;
}

/** The workspace of one side, with its packages, before anything in it is built. */
export async function checkOut(side: Side, which: SideName, spec: Checkout): Promise<RevisionWorkspace> {
  const { workspaceRoot, worktrees, signal, write } = spec;
  if (side.tree === 'working tree') return workspaceOf(workspaceRoot, which, signal);
  const root = await worktrees.add(side.commit);
  const { how } = await providePackages(workspaceRoot, root, signal);
  const packages = {
    shared: 'packages of the workspace',
    installed: 'packages installed',
    none: 'no packages',
  }[how];
  write(`${which}: ${side.name} (${side.commit.slice(0, 12)}) in ${root}, ${packages}`);
  for (const path of spec.shared) {
    const [from, to] = [join(workspaceRoot, path), join(root, path)];
    if (!existsSync(from) || existsSync(to)) continue;
    await mkdir(dirname(to), { recursive: true });
    await symlink(from, to);
  }
  return workspaceOf(root, which, signal);
}
