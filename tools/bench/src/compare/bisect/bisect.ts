import { BenchError } from '../../errors/bench-error.ts';
import type { Bisection, BisectionStep, StepRatio } from '../../schema/bisection.ts';
import type { RevisionWorkspace } from '../build/workspace-of.ts';
import { commitOf } from '../revisions/resolve.ts';
import { openWorktrees } from '../revisions/worktrees.ts';
import { likeness, precisionFor } from './classify.ts';
import { ATTEMPTS, built, checkedOut, type Ends, lastChange, type Searching, wholeChange } from './ends.ts';
import { buildFor, isSame, measureStep, type Stepping } from './measure-step.ts';
import { beginSearch, candidatesOf, openSkips, type Search, stepsFor } from './search.ts';
import { CONFIDENCE, described, inWords, sentenceOf } from './words.ts';

/** Which commit a figure changed with. Nothing of the checkouts stays. */
export async function bisect(spec: Stepping): Promise<Bisection> {
  const { options, workspaceRoot, signal, write } = spec;
  const good = await commitOf(options.good, 'good', workspaceRoot);
  const bad = await commitOf(options.bad, 'bad', workspaceRoot);
  const search = await beginSearch(good, bad, workspaceRoot);
  const worktrees = await openWorktrees(workspaceRoot, signal, write);
  try {
    return await searched(search, { ...spec, worktrees });
  } finally {
    await worktrees.remove();
  }
}

async function searched(begun: Search, spec: Searching): Promise<Bisection> {
  const { options, workspaceRoot, write } = spec;
  const [good] = begun.goods as [string];
  const count = (await candidatesOf(begun, workspaceRoot)).length;
  const steps = stepsFor(count);
  write(`${count + 1} commits from good to bad: ${steps} measurements at most`);
  const reference = await built(good, 'base', spec);
  const ends = { good: reference, bad: await built(begun.bad, 'head', spec) };
  const whole = await wholeChange(ends, steps, spec);
  const done: BisectionStep[] = [];
  let search = begun;
  for (;;) {
    const [next] = await candidatesOf(search, workspaceRoot);
    if (next === undefined) break;
    const step = await stepOf(next, ends, { whole: whole.ratio, steps }, spec);
    done.push(step);
    write(`${next.slice(0, 12)} is ${step.outcome}${step.note ? `: ${step.note}` : ''}: ${step.subject}`);
    search = narrowed(search, next, step.outcome);
  }
  const open = await openSkips(search, workspaceRoot);
  const commits = [search.bad, ...open];
  const change = open.length === 0 ? await lastChange(search.bad, steps, spec) : undefined;
  const found = await Promise.all(commits.map((commit) => described(commit, workspaceRoot)));
  return {
    schemaVersion: 1,
    server: options.server,
    figure: options.figure,
    good,
    bad: begun.bad,
    whole,
    steps: done,
    found,
    ...(change && { change }),
    confidence: CONFIDENCE,
    sentence: sentenceOf(found, change, options.figure),
  };
}

function narrowed(search: Search, commit: string, outcome: BisectionStep['outcome']): Search {
  if (outcome === 'bad') return { ...search, bad: commit };
  if (outcome === 'good') return { ...search, goods: [...search.goods, commit] };
  return { ...search, skipped: new Set([...search.skipped, commit]) };
}

async function stepOf(
  commit: string,
  { good, bad }: Ends,
  { whole, steps }: { whole: number; steps: number },
  spec: Searching,
): Promise<BisectionStep> {
  const { subject } = await described(commit, spec.workspaceRoot);
  const step = (outcome: BisectionStep['outcome'], note?: string, measured?: StepRatio): BisectionStep => {
    return { commit, subject, outcome, ...(measured && { measured }), ...(note && { note }) };
  };
  let candidate: RevisionWorkspace | undefined;
  try {
    candidate = await checkedOut(commit, 'head', spec);
    const reason = await buildFor(candidate, 'head', spec);
    if (reason !== undefined) return step('skipped', reason);
    if (await isSame(good, candidate, spec)) return step('good', 'the same bytes as good');
    if (await isSame(bad, candidate, spec)) return step('bad', 'the same bytes as bad');
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const how = { precision: precisionFor(whole), budgetFactor: 2 ** attempt, steps };
      const stepped = await measureStep({ base: good, head: candidate }, how, spec);
      if (stepped.state !== 'measured')
        return step('skipped', stepped.state === 'impossible' ? stepped.reason : '');
      const outcome = likeness(stepped.ratio, whole);
      if (outcome !== 'unsure') return step(outcome, inWords(stepped.ratio), stepped.ratio);
    }
    return step('skipped', 'not sure, however long it was measured');
  } catch (thrown) {
    if (spec.signal.aborted || !(thrown instanceof BenchError) || isOfTheMachine(thrown)) throw thrown;
    return step('skipped', `${thrown.code}: ${thrown.message}`);
  } finally {
    if (candidate) await spec.worktrees.discard(candidate.root);
  }
}

/** What no other commit would mend. */
const isOfTheMachine = ({ code }: BenchError) =>
  [
    'INTERRUPTED',
    'MACHINE_BUSY',
    'LOCK_UNUSABLE',
    'K6_MISSING',
    'K6_UNSUPPORTED',
    'WORKTREE_FAILED',
    'INVALID_OPTION',
    'BUDGET_TOO_SHORT',
  ].includes(code);
