import { BenchError } from '../../errors/bench-error.ts';
import type { StepRatio } from '../../schema/bisection.ts';
import type { RevisionWorkspace } from '../build/workspace-of.ts';
import { checkOut } from '../checkout.ts';
import { git } from '../revisions/git.ts';
import type { Worktrees } from '../revisions/worktrees.ts';
import { buildFor, isSame, measureStep, type Stepping } from './measure-step.ts';
import { inWords } from './words.ts';

/** Twice as much time each, where a measurement is not sure. */
export const ATTEMPTS = 3;

export type Searching = Stepping & { readonly worktrees: Worktrees };

/** An end of the search, which has to be measurable. @throws BISECT_END_UNUSABLE */
export async function built(
  commit: string,
  which: 'base' | 'head',
  spec: Searching,
): Promise<RevisionWorkspace> {
  const workspace = await checkedOut(commit, which, spec);
  const reason = await buildFor(workspace, which, spec);
  if (reason === undefined) return workspace;
  throw new BenchError(
    'BISECT_END_UNUSABLE',
    `expected to build "${spec.options.server}" of ${which === 'base' ? 'good' : 'bad'} (${commit.slice(0, 12)}), found: ${reason}`,
    'Name a commit that builds; those between may fail, and are skipped.',
  );
}

export function checkedOut(
  commit: string,
  which: 'base' | 'head',
  spec: Searching,
): Promise<RevisionWorkspace> {
  const { options, workspaceRoot, worktrees, signal } = spec;
  const side = { tree: 'commit', name: commit.slice(0, 12), commit } as const;
  return checkOut(side, which, { workspaceRoot, worktrees, shared: options.shared, signal, write: () => {} });
}

export interface Ends {
  readonly good: RevisionWorkspace;
  readonly bad: RevisionWorkspace;
}

/** How much there is to look for. @throws BISECT_NO_CHANGE */
export async function wholeChange({ good, bad }: Ends, steps: number, spec: Searching): Promise<StepRatio> {
  const { options } = spec;
  const identical = await isSame(good, bad, spec);
  for (let attempt = 0; attempt < ATTEMPTS && !identical; attempt += 1) {
    const precision = options.change / 3;
    const stepped = await measureStep(
      { base: good, head: bad },
      { precision, budgetFactor: 2 ** attempt, steps },
      spec,
    );
    if (stepped.state !== 'measured')
      throw noChange(stepped.state === 'impossible' ? stepped.reason : 'the same bytes');
    const { ratio, low, high } = stepped.ratio;
    const shown = low > 1 || high < 1;
    spec.write(`bad against good: ${inWords(stepped.ratio)}`);
    if (shown && Math.abs(Math.log(ratio)) >= Math.log1p(options.change)) return stepped.ratio;
    // Clear of what is looked for: more time shows nothing else.
    if (Math.max(high - 1, 1 / low - 1) < options.change) break;
  }
  throw noChange(
    identical
      ? 'good and bad are the same bytes'
      : `no change of ${(options.change * 100).toFixed(0)} % or more is shown`,
  );
}

function noChange(found: string): BenchError {
  return new BenchError(
    'BISECT_NO_CHANGE',
    `expected bad to differ from good, found: ${found}`,
    'Name ends further apart, another --figure, a smaller --change, or more time: --budget=10m.',
  );
}

/** The first bad commit against its parent; undefined where that can't be measured. */
export async function lastChange(
  commit: string,
  steps: number,
  spec: Searching,
): Promise<StepRatio | undefined> {
  const parent = (await git(spec.workspaceRoot, ['rev-parse', `${commit}^1`])).out.trim();
  const [base, head] = [await checkedOut(parent, 'base', spec), await checkedOut(commit, 'head', spec)];
  for (const [workspace, which] of [
    [base, 'base'],
    [head, 'head'],
  ] as const) {
    if ((await buildFor(workspace, which, spec)) !== undefined) return undefined;
  }
  const how = { precision: spec.options.change / 3, budgetFactor: 2, steps };
  const stepped = await measureStep({ base, head }, how, spec);
  return stepped.state === 'measured' ? stepped.ratio : undefined;
}
