import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BenchError } from '../../errors/bench-error.ts';
import { git } from './git.ts';

/**
 * Checks the submodules of a worktree out: from the copies that the repository itself has where it has them, so that nothing is
 * fetched, else from their own URLs. @throws SUBMODULE_UNAVAILABLE
 */
export async function addSubmodules(top: string, worktree: string, signal: AbortSignal): Promise<void> {
  if (!existsSync(join(worktree, '.gitmodules'))) return;
  const common = resolve(top, (await git(top, ['rev-parse', '--git-common-dir'])).out.trim());
  const { out } = await git(worktree, [
    'config',
    '-f',
    '.gitmodules',
    '--get-regexp',
    '^submodule\\..*\\.path$',
  ]);
  const settings = out
    .split('\n')
    .flatMap((line) => /^submodule\.(.*)\.path /.exec(line)?.[1] ?? [])
    .flatMap((name) => {
      const copy = join(common, 'modules', name);
      const active = ['-c', `submodule.${name}.active=true`];
      return existsSync(copy) ? [...active, '-c', `submodule.${name}.url=${copy}`] : active;
    });
  const updated = await git(
    worktree,
    ['-c', 'protocol.file.allow=always', ...settings, 'submodule', 'update', '--init', '--recursive'],
    signal,
  );
  if (updated.ok) return;
  throw new BenchError(
    'SUBMODULE_UNAVAILABLE',
    `expected to check out the submodules of the revision in ${worktree}, found: ${updated.error.trim()}`,
    'Fetch them in the workspace first: git submodule update --init --recursive ("submodules: recursive" for actions/checkout).',
  );
}
