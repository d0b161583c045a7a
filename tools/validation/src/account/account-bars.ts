import { percent } from '../../../bench/src/analyse/findings/verdict.ts';
import { type Bar, notTried } from '../bar.ts';
import type { AccountKind, AccountTrial } from './measure-account.ts';
import type { Blame } from './measure-blame.ts';

/** Beyond it a figure is not that of the server. */
const MOST_DEVIATION = 0.03;
/** With which an account says that it cannot hold a server. */
const refusals = ['SERVER_IN_BACKGROUND', 'SERVER_NOT_FOUND', 'ACCOUNT_INCOMPLETE'];

/** The worst deviation of an account over the shapes; a shape that it cannot hold is to be refused, never to be counted wrongly. */
export function accountBar(kind: AccountKind, trials: readonly AccountTrial[]): Bar {
  const name = `CPU by ${kind} account against the kernel's count in the server: worst of ${trials.length} shapes`;
  const goal = `≤ ${MOST_DEVIATION}`;
  const unavailable = trials.some(
    (trial) => trial.state === 'refused' && trial.code === 'CGROUP_UNAVAILABLE',
  );
  if (unavailable) return notTried(name, goal, 'No cgroup can be made here.');
  const deviations = trials.map((trial) => deviationOf(trial, kind));
  const value = Math.max(...deviations);
  const note = trials.map((trial) => `${trial.shape.name}: ${said(trial)}`).join('; ');
  return { name, value, goal, holds: value <= MOST_DEVIATION, trials: trials.length, note };
}

function deviationOf(trial: AccountTrial, kind: AccountKind): number {
  if (trial.state === 'refused') {
    const isDue = trial.shape.leavesTree && kind === 'process' && refusals.includes(trial.code);
    return isDue ? 0 : 1;
  }
  if (trial.kind !== kind || trial.ownMicros === 0) return 1;
  return Math.abs(trial.accountMicros / trial.ownMicros - 1);
}

function said(trial: AccountTrial): string {
  if (trial.state === 'refused') {
    const reason = refusals.includes(trial.code) ? '' : `: ${trial.message.split('\n', 1)[0]}`;
    return `refused (${trial.code}${reason})`;
  }
  const { accountMicros, ownMicros } = trial;
  const deviation = ((accountMicros / ownMicros - 1) * 100).toFixed(1);
  return `${Math.round(accountMicros / 1000)} of ${Math.round(ownMicros / 1000)} ms (${deviation} %)`;
}

/** How many shapes of server, under load, make the tool blame other programs that there are not. */
export function blameBar(blames: readonly Blame[]): Bar {
  const name = 'servers whose own CPU is blamed on others (noisy-host), by shape and account';
  const judged = blames.filter(({ state }) => state !== 'disturbed');
  const blaming = judged.filter(({ state }) => state === 'blames');
  const left = blames.length - judged.length;
  const notes = [
    ...blaming.map((each) => `${each.what}: ${percent(each.foreignShare)} of the machine counted as others'`),
    ...(left > 0 ? [`${left} more left out, as other programs used the machine`] : []),
  ];
  if (judged.length === 0) return notTried(name, '0', 'Other programs used the machine in every repetition.');
  return {
    name,
    value: blaming.length,
    goal: '0',
    holds: blaming.length === 0,
    trials: judged.length,
    ...(notes.length > 0 && { note: notes.join('; ') }),
  };
}
