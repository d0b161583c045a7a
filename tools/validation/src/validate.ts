import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toFailure } from '../../bench/src/errors/bench-error.ts';
import { findVegeta } from '../../bench/src/load/vegeta.ts';
import { validateAccounts } from './account/validate-accounts.ts';
import { agreementBar } from './agreement/agreement-bar.ts';
import { type AgreementRound, measureAgreement } from './agreement/measure-agreement.ts';
import { attempts } from './attempts.ts';
import { type Bar, ended, notTried } from './bar.ts';
import { boundBars } from './bound-bars.ts';
import { validateBisect, validateCompare, validateCompareDisturbed } from './compare/validate-compare.ts';
import {
  aaBar,
  type ComparisonTrial,
  gateBar,
  isFound,
  slowDownBar,
  slowDownOf,
} from './comparison/comparison-bars.ts';
import { aaPairs, gateReruns, measureBaseline, measureTrial } from './comparison/trial.ts';
import { besideBusyPrograms, conditions } from './conditions.ts';
import { executorBars } from './executor-bars.ts';
import { findingBars, type Observed } from './finding-bars.ts';
import { measureConditions } from './measure-conditions.ts';
import { measureUndisturbed } from './measure-undisturbed.ts';
import type { ValidationPart } from './parts.ts';
import { renderObserved } from './render.ts';

export interface Validation {
  parts: ReadonlySet<ValidationPart>;
  /** Slow-down trials; each gives four trials of A/A and two reruns of the gate. */
  trials: number;
  /** How often each condition of a finding is measured. */
  findingTrials: number;
  workspaceRoot: string;
  write: (line: string) => void;
  /** Ends the validation: it then rejects with the signal's reason, and what it has started is gone. */
  signal: AbortSignal;
  /** Called with all bars so far whenever one has changed. */
  onBars: (bars: Bar[]) => Promise<void>;
}

type Step = (validation: Validation, keep: Keep) => Promise<void>;

const steps: readonly [name: string, parts: readonly ValidationPart[], Step][] = [
  ['executor', ['executor'], async ({ workspaceRoot }, keep) => keep(await executorBars(workspaceRoot))],
  ['account', ['account'], validateAccounts],
  ['agreement', ['agreement'], agreement],
  ['findings', ['findings'], findings],
  ['compare', ['compare'], validateCompare],
  ['compare-disturbed', ['compare-disturbed'], validateCompareDisturbed],
  ['bisect', ['bisect'], validateBisect],
  // The longest last: who ends it early has all the rest, and as many trials as there were.
  ['comparisons', ['aa', 'slow-down', 'gate'], comparisons],
];

const stepsOf = (parts: ReadonlySet<ValidationPart>) =>
  steps.filter(([, needed]) => needed.some((part) => parts.has(part)));

/** The steps in which these parts are measured. */
export const stepNamesOf = (parts: ReadonlySet<ValidationPart>) => stepsOf(parts).map(([name]) => name);

/**
 * Measures each part and reports its bars as they come. A part that ends by an error has one that FAILS, and the others go on.
 * @throws INTERRUPTED
 */
export async function validate(spec: Validation): Promise<Bar[]> {
  const barsByPart = new Map<string, Bar[]>();
  const keep = async (part: string, bars: Bar[]) => {
    barsByPart.set(part, bars);
    await spec.onBars([...barsByPart.values()].flat());
  };
  for (const [name, , step] of stepsOf(spec.parts)) {
    spec.signal.throwIfAborted();
    spec.write(`\n${name}`);
    try {
      await step(spec, (bars) => keep(name, bars));
    } catch (thrown) {
      const { code, message } = toFailure(thrown);
      spec.signal.throwIfAborted();
      if (code === 'INTERRUPTED') throw thrown;
      spec.write(`${name}: ended by ${code}: ${message}`);
      await keep(`${name} ended`, [ended(name, `${code}: ${message}`)]);
    }
  }
  return [...barsByPart.values()].flat();
}

export type Keep = (bars: Bar[]) => Promise<void>;

async function comparisons(validation: Validation, keep: Keep): Promise<void> {
  const { parts, trials, workspaceRoot, write } = validation;
  const baseline = parts.has('gate') ? await measureBaseline(workspaceRoot) : undefined;
  const done: ComparisonTrial[] = [];
  await attempts(trials, validation, async (number) => {
    const servers = await measureTrial(workspaceRoot);
    const gateStates = baseline ? await gateReruns(baseline, servers.healthy, workspaceRoot) : [];
    done.push({ ...servers, gateStates });
    const effect = slowDownOf(servers);
    const said = effect.state === 'known' ? effect.sentence : effect.reason;
    const chosenBy = servers.healthy.roundsChosenBy;
    write(
      `trial ${number} of ${trials}: ${isFound(effect) ? 'found' : 'MISSED'}: ${said} Rounds chosen by ${chosenBy}.`,
    );
    await keep([
      ...(parts.has('aa') ? [aaBar(done, aaPairs)] : []),
      ...(parts.has('slow-down') ? [slowDownBar(done)] : []),
      ...(parts.has('gate') ? [gateBar(done)] : []),
    ]);
  });
}

/** Rounds of each generator: the median of five is not moved by two bad ones. */
const agreementRounds = 5;

async function agreement(validation: Validation, keep: Keep): Promise<void> {
  const { workspaceRoot, write } = validation;
  const vegeta = findVegeta(workspaceRoot);
  if (vegeta === undefined) {
    const note = 'There is no vegeta in .toolchain/bin or on PATH: nx run suite:vegeta compiles it.';
    return keep([notTried('k6 against Vegeta at the same rate', '≤ 0.05', note)]);
  }
  const bars: Bar[] = [];
  for (const [place, { fault, what }] of [
    { fault: 'spread', what: 'a server that answers after 5 to 25 ms' },
    { fault: 'none', what: 'a server that answers at once' },
  ].entries()) {
    const rounds: AgreementRound[] = [];
    await attempts(agreementRounds, validation, async (number) => {
      rounds.push(await measureAgreement(fault, vegeta, validation));
      const bar = agreementBar(what, rounds);
      write(`${fault}, round ${number} of ${agreementRounds}: ${bar.note}`);
      bars[place] = bar;
      await keep([...bars]);
    });
  }
}

async function findings(validation: Validation, keep: Keep): Promise<void> {
  const { findingTrials, workspaceRoot, write } = validation;
  const moodFile = join(workspaceRoot, 'dist', 'validation', 'mood');
  const observed: Observed[] = [];
  try {
    await attempts(findingTrials, validation, async () => {
      await rm(moodFile, { force: true });
      const now = [
        ...(await measureUndisturbed(conditions(moodFile), workspaceRoot, write)),
        ...(await measureConditions(besideBusyPrograms, workspaceRoot, write)),
      ];
      observed.push(...now);
      for (const each of now) write(renderObserved(each));
      await keep([...findingBars(observed), ...boundBars(observed)]);
    });
  } finally {
    await rm(moodFile, { force: true });
  }
}
