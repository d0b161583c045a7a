import { BenchError } from '../../errors/bench-error.ts';
import { git } from '../revisions/git.ts';
import { isShallow, shallow } from '../revisions/resolve.ts';

/** What is known so far: the first bad commit is not in the history of a good one, and is `bad` or in its history. */
export interface Search {
  readonly goods: readonly string[];
  readonly bad: string;
  readonly skipped: ReadonlySet<string>;
}

/** @throws BISECT_NOT_ANCESTOR, SHALLOW_CLONE */
export async function beginSearch(good: string, bad: string, folder: string): Promise<Search> {
  const ancestor = await git(folder, ['merge-base', '--is-ancestor', good, bad]);
  if (ancestor.ok && good !== bad) return { goods: [good], bad, skipped: new Set() };
  if (await isShallow(folder)) throw shallow('the commits between good and bad may not be in it');
  const common = (await git(folder, ['merge-base', good, bad])).out.trim();
  throw new BenchError(
    'BISECT_NOT_ANCESTOR',
    `expected "good" to be a commit before "bad", found ${good.slice(0, 12)} and ${bad.slice(0, 12)}${good === bad ? ', which are one commit' : ''}`,
    common === '' || common === good || common === bad
      ? 'Name the older one by --good and the newer one by --bad.'
      : `Name a commit that both have, such as --good=${common.slice(0, 12)}.`,
  );
}

/**
 * What is still possible beside `bad` itself, in git bisect's order: first the commit that halves the rest best. Commits that were
 * skipped are left out.
 */
export async function candidatesOf({ goods, bad, skipped }: Search, folder: string): Promise<string[]> {
  const { out } = await git(folder, ['rev-list', '--bisect-all', bad, '--not', ...goods]);
  return out
    .split('\n')
    .flatMap((line) => /^[0-9a-f]{7,64}/.exec(line)?.[0] ?? [])
    .filter((commit) => commit !== bad && !skipped.has(commit));
}

/** The skipped commits that may be the first bad one. */
export async function openSkips({ goods, bad, skipped }: Search, folder: string): Promise<string[]> {
  const { out } = await git(folder, ['rev-list', bad, '--not', ...goods]);
  return out.split('\n').filter((commit) => skipped.has(commit));
}

/** Steps that a search takes at most, the first and the last measurement among them. */
export const stepsFor = (candidates: number): number => Math.ceil(Math.log2(candidates + 1)) + 2;
