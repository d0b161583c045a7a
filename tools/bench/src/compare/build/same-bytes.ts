import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from '../revisions/git.ts';
import { lockFiles, sameFile } from '../revisions/packages.ts';
import { benchOptionsOf, type RevisionWorkspace } from './workspace-of.ts';

/**
 * Whether a server is the same bytes in two revisions, started in the same way: what its build and those of the projects it
 * depends on have made, the files that it declares, and the words of its command that are files; without a build the sources of
 * those projects. Where a program outside of the workspace runs them, the lock files of its packages too. In doubt it is not.
 */
export async function isSameServer(
  server: string,
  base: RevisionWorkspace,
  head: RevisionWorkspace,
  buildTargets: { base: string; head: string },
): Promise<boolean> {
  const [then, now] = [benchOptionsOf(base.projects[server]!), benchOptionsOf(head.projects[server]!)];
  // The image that a name stands for is not looked into.
  if ((now.launcher ?? 'process') !== 'process') return false;
  const started = ({ command, env, port }: Record<string, unknown>) => JSON.stringify([command, env, port]);
  if (started(then) !== started(now)) return false;
  const [before, after] = [
    await shippedFiles(server, base, buildTargets.base),
    await shippedFiles(server, head, buildTargets.head),
  ];
  if (before.join('\n') !== after.join('\n') || before.length === 0) return false;
  if (!isOwnProgram(now, head.root) && !(await sameLocks(base.root, head.root))) return false;
  for (const file of before) {
    if (!(await sameFile(base.root, head.root, file))) return false;
  }
  return true;
}

/** A program that is built here; another one, such as node, reads packages while it runs. */
function isOwnProgram({ command }: Record<string, unknown>, root: string): boolean {
  const [program] = command as string[];
  return program?.includes('/') === true && existsSync(join(root, program));
}

async function sameLocks(base: string, head: string): Promise<boolean> {
  for (const file of lockFiles) {
    const there = [base, head].filter((root) => existsSync(join(root, file)));
    if (there.length > 0 && !(await sameFile(base, head, file))) return false;
  }
  return true;
}

/** From the workspace root, sorted; empty where a declared file is not there. */
async function shippedFiles(
  server: string,
  { root, projects, dependenciesOf }: RevisionWorkspace,
  buildTarget: string,
): Promise<string[]> {
  const options = benchOptionsOf(projects[server]!) as Record<string, string[] | undefined>;
  const { artifacts = [], command = [] } = options;
  if (!artifacts.every((place) => existsSync(join(root, place)))) return [];
  const isFile = async (word: string) =>
    (await stat(join(root, word)).catch(() => undefined))?.isFile() === true;
  const words = (await Promise.all(command.map(async (word) => ((await isFile(word)) ? [word] : [])))).flat();
  const isOwn = isOwnProgram(options, root);
  const built: string[] = [];
  const unbuilt: string[] = [];
  for (const name of dependenciesOf(server)) {
    const project = projects[name]!;
    const outputs = (project.targets[buildTarget]?.outputs ?? [])
      .map((output) =>
        output
          .replaceAll('{workspaceRoot}/', '')
          .replaceAll('{projectRoot}', project.root)
          .replaceAll('{projectName}', name),
      )
      .filter((output) => existsSync(join(root, output)));
    built.push(...outputs);
    // An interpreter may read the sources of whatever is not built.
    if (!isOwn && name !== server && outputs.length === 0) unbuilt.push(project.root);
  }
  const shipped = [...artifacts, ...built];
  const isCovered = words.length > 0 && words.every((word) => shipped.some((place) => holds(place, word)));
  if (!isCovered) unbuilt.push(projects[server]!.root);
  const listed = await Promise.all([...shipped, ...words].map((place) => filesUnder(root, place)));
  return [...new Set([...listed.flat(), ...(await sourcesIn(unbuilt, root))])].sort();
}

const holds = (place: string, file: string) => file === place || file.startsWith(`${place}/`);

async function sourcesIn(folders: readonly string[], root: string): Promise<string[]> {
  if (folders.length === 0) return [];
  const { out } = await git(root, [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--',
    ...folders,
  ]);
  // One that is listed and not there was removed from the working tree.
  return out.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}

async function filesUnder(root: string, place: string): Promise<string[]> {
  if (!(await stat(join(root, place))).isDirectory()) return [place];
  const entries = await readdir(join(root, place), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
