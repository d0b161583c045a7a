import { BenchError } from '../../errors/bench-error.ts';
import type { Note, Side } from '../../schema/revision-comparison.ts';
import { git } from './git.ts';

/** What is asked for: the names as they were given. */
export interface Asked {
  readonly base: string;
  /** Absent: the working tree as it is. */
  readonly head?: string | undefined;
  /** Whether the base is the commit that head left `base` at, and not `base` as it is now. */
  readonly mergeBase: boolean;
}

export interface Resolved {
  readonly base: Side;
  readonly head: Side;
  readonly notes: Note[];
}

/** Which commits are compared. @throws NO_REPOSITORY, REVISION_UNKNOWN, SHALLOW_CLONE */
export async function resolveSides(asked: Asked, workspaceRoot: string): Promise<Resolved> {
  const inside = await git(workspaceRoot, ['rev-parse', '--show-toplevel']);
  if (!inside.ok) {
    throw new BenchError(
      'NO_REPOSITORY',
      `expected a git repository with a commit in ${workspaceRoot}, found none: ${inside.error}`,
      'Run it in a clone of the repository; a download without .git has no other revision.',
    );
  }
  const named = await commitOf(asked.base, 'base', workspaceRoot);
  const headCommit = await commitOf(asked.head ?? 'HEAD', 'head', workspaceRoot);
  const base = asked.mergeBase ? await mergeBaseOf(named, headCommit, asked.base, workspaceRoot) : named;
  const changed = await changedFiles(workspaceRoot);
  return {
    base: { name: asked.base, commit: base, tree: 'commit' },
    head:
      asked.head === undefined
        ? { name: 'working tree', commit: headCommit, tree: 'working tree', changedFiles: changed.length }
        : { name: asked.head, commit: headCommit, tree: 'commit' },
    notes: [...movedOn(asked.base, named, base), ...uncommitted(asked.head, changed)],
  };
}

/** @throws REVISION_UNKNOWN, SHALLOW_CLONE */
export async function commitOf(
  revision: string,
  option: 'base' | 'head' | 'good' | 'bad',
  folder: string,
): Promise<string> {
  const found = await git(folder, ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`]);
  if (found.ok) return found.out.trim();
  if (await isShallow(folder)) throw shallow(`option "${option}": "${revision}" is not in it`);
  throw new BenchError(
    'REVISION_UNKNOWN',
    `option "${option}": expected a revision of this repository, found "${revision}": ${found.error}`,
    `Name a branch, a tag or a commit; fetch it first where only the remote has it: git fetch origin ${revision}, then --${option}=origin/${revision}.`,
  );
}

async function mergeBaseOf(base: string, head: string, name: string, folder: string): Promise<string> {
  const found = await git(folder, ['merge-base', base, head]);
  if (found.ok) return found.out.trim().split('\n')[0]!;
  if (await isShallow(folder)) throw shallow(`where head left "${name}" is not in it`);
  // Two histories without a common commit: there is nothing that head has left.
  return base;
}

export async function isShallow(folder: string): Promise<boolean> {
  return (await git(folder, ['rev-parse', '--is-shallow-repository'])).out.trim() === 'true';
}

export function shallow(what: string): BenchError {
  return new BenchError(
    'SHALLOW_CLONE',
    `this clone is shallow, and ${what}`,
    'Fetch the history: "fetch-depth: 0" for actions/checkout, GIT_DEPTH: "0" with GitLab, or git fetch --unshallow.',
  );
}

async function changedFiles(folder: string): Promise<string[]> {
  const { out } = await git(folder, ['status', '--porcelain', '--untracked-files=normal']);
  return out.split('\n').filter((line) => line !== '');
}

function movedOn(name: string, named: string, base: string): Note[] {
  if (named === base) return [];
  return [
    {
      code: 'BASE_MOVED_ON',
      message: `"${name}" has gone on since head left it: compared with ${base.slice(0, 12)}, where they part`,
      fix: '--mergeBase=false compares with it as it is now.',
    },
  ];
}

function uncommitted(head: string | undefined, changed: readonly string[]): Note[] {
  if (changed.length === 0) return [];
  const files = `${changed.length} uncommitted change${changed.length === 1 ? '' : 's'}`;
  return [
    head === undefined
      ? {
          code: 'UNCOMMITTED_CHANGES',
          message: `head is the working tree with ${files}`,
          fix: '--head=HEAD compares the last commit.',
        }
      : {
          code: 'UNCOMMITTED_CHANGES',
          message: `the working tree has ${files}, which are not in "${head}" and not measured`,
          fix: 'Leave --head out to measure them too.',
        },
  ];
}
