import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, readFile, readlink, realpath, symlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { BenchError } from '../../errors/bench-error.ts';
import { runInGroup } from '../build/run-in-group.ts';
import { git } from './git.ts';

/** A package manager by its lock file, and how it installs what that says and nothing else. */
const managers: readonly (readonly [lockFile: string, install: readonly string[]])[] = [
  ['pnpm-lock.yaml', ['pnpm', 'install', '--frozen-lockfile', '--prefer-offline']],
  ['bun.lock', ['bun', 'install', '--frozen-lockfile']],
  ['bun.lockb', ['bun', 'install', '--frozen-lockfile']],
  ['yarn.lock', ['yarn', 'install', '--frozen-lockfile']],
  ['package-lock.json', ['npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline']],
];

export const lockFiles: readonly string[] = managers.map(([lockFile]) => lockFile);

export interface Packages {
  /** `shared` with the workspace, `installed` by the package manager, or there are `none`. */
  readonly how: 'shared' | 'installed' | 'none';
}

/** Gives a worktree the npm packages of its revision. @throws PACKAGES_NOT_INSTALLED */
export async function providePackages(
  workspaceRoot: string,
  worktree: string,
  signal: AbortSignal,
): Promise<Packages> {
  const [lockFile, install] = managers.find(([file]) => existsSync(join(worktree, file))) ?? [];
  const sameLock = lockFile !== undefined && (await sameFile(workspaceRoot, worktree, lockFile));
  const isThere = existsSync(join(workspaceRoot, 'node_modules'));
  if (isThere && (sameLock || lockFile === undefined)) {
    const workspace = await realpath(workspaceRoot);
    for (const folder of await foldersWithPackages(workspaceRoot, worktree)) {
      const packages = await realpath(join(workspaceRoot, folder, 'node_modules'));
      await linkFolder(packages, join(worktree, folder, 'node_modules'), { workspace, worktree, packages });
    }
    return { how: 'shared' };
  }
  if (install === undefined) return { how: 'none' };
  const berry = install[0] === 'yarn' && existsSync(join(worktree, '.yarnrc.yml'));
  const words = berry ? ['yarn', 'install', '--immutable'] : install;
  const done = await runInGroup(words, { cwd: worktree, signal });
  if (done.ok) return { how: 'installed' };
  throw new BenchError(
    'PACKAGES_NOT_INSTALLED',
    `expected \`${words.join(' ')}\` to install what ${lockFile} of this revision says, found:\n${done.tail}`,
    'Try it in a checkout of that revision; where its packages are gone for good, name a later --base.',
  );
}

export async function sameFile(one: string, other: string, file: string): Promise<boolean> {
  const read = (folder: string) => readFile(join(folder, file)).catch(() => undefined);
  const [first, second] = [await read(one), await read(other)];
  return first !== undefined && second !== undefined && first.equals(second);
}

/** The root, and every folder with a package.json that has packages of its own in the workspace. */
async function foldersWithPackages(workspaceRoot: string, worktree: string): Promise<string[]> {
  const { out } = await git(worktree, ['ls-files', '-z', 'package.json', '*/package.json']);
  const folders = out
    .split('\0')
    .filter((file) => file !== '')
    .map((file) => dirname(file));
  return [...new Set(['.', ...folders])].filter((folder) =>
    existsSync(join(workspaceRoot, folder, 'node_modules')),
  );
}

interface Roots {
  readonly workspace: string;
  readonly worktree: string;
  /** The node_modules that is linked to. */
  readonly packages: string;
}

/**
 * The folder as links to what the workspace has. A link to one of the workspace's own packages leads to that package of the
 * worktree: one link to the whole folder would hand base the libraries of head.
 */
async function linkFolder(from: string, to: string, roots: Roots): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(from)) {
    if (name === '.cache' || name === '.vite') continue;
    const [source, target] = [join(from, name), join(to, name)];
    if ((await lstat(source)).isSymbolicLink()) {
      await symlink(linkIn(roots, from, await readlink(source)), target);
    } else if (name.startsWith('@') || name === '.bin') {
      await linkFolder(source, target, roots);
    } else {
      await symlink(source, target);
    }
  }
}

function linkIn({ workspace, worktree, packages }: Roots, from: string, link: string): string {
  const target = resolve(from, link);
  const isWithin = (folder: string) => !relative(folder, target).startsWith('..');
  if (isWithin(packages)) return isAbsolute(link) ? target : link;
  const place = relative(workspace, target);
  const isOwn = isWithin(workspace) && !place.split(sep).includes('node_modules');
  return isOwn ? join(worktree, place) : target;
}
