import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { interruption } from './interruption.ts';
import { type Outcome, run } from './run.ts';

/**
 * Arguments by which apt-get keeps lists and cache in `staging`, freshly read. So it needs no root and changes
 * nothing in the system, and checks the archive's signatures as ever.
 */
export async function privateApt(staging: string): Promise<string[]> {
  const lists = join(staging, 'lists');
  const cache = join(staging, 'cache');
  await mkdir(join(lists, 'partial'), { recursive: true });
  await mkdir(join(cache, 'archives', 'partial'), { recursive: true });
  const apt = [
    '-q',
    '-o',
    `Dir::State::lists=${lists}`,
    '-o',
    `Dir::Cache=${cache}`,
    '-o',
    'Acquire::Retries=3',
  ];
  // A source that fails is told again, and better, by the next call.
  await run('apt-get', [...apt, 'update']);
  return apt;
}

/** What apt-get would do to install the packages; `packagesOf` reads it. */
export function planInstall(apt: readonly string[], packages: readonly string[]): Promise<Outcome> {
  const simulation = [...apt, 'install', '--simulate', '--reinstall', '--no-install-recommends'];
  return run('apt-get', [...simulation, ...packages]);
}

export function packagesOf(plan: string): string[] {
  return [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
}

export async function downloadPackages(
  apt: readonly string[],
  packages: readonly string[],
  staging: string,
): Promise<Outcome> {
  const debs = debsIn(staging);
  await mkdir(debs);
  return run('apt-get', [...apt, 'download', ...packages], { cwd: debs });
}

/** Unpacks what was downloaded into `staging` under `root`, but for the paths that the patterns of tar exclude. */
export async function unpackPackages(
  staging: string,
  root: string,
  excluded: readonly string[] = [],
): Promise<void> {
  await mkdir(root, { recursive: true });
  for (const file of await readdir(debsIn(staging))) {
    await unpack(join(debsIn(staging), file), root, excluded);
  }
}

const debsIn = (staging: string) => join(staging, 'debs');

async function unpack(deb: string, root: string, excluded: readonly string[]): Promise<void> {
  const excludes = excluded.map((pattern) => `--exclude=${pattern}`);
  const options = { buffer: false, stdin: 'ignore', cancelSignal: interruption.signal } as const;
  await execa('dpkg-deb', ['--fsys-tarfile', deb], options).pipe(
    'tar',
    ['-x', '-C', root, '--no-wildcards-match-slash', ...excludes],
    { cancelSignal: interruption.signal },
  );
}
