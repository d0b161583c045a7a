import { type Bar, notTried } from '../bar.ts';
import type { AccountTrial } from './measure-account.ts';

/** Beyond it a figure is not that of the server. */
const MOST_DEVIATION = 0.03;

/** The worst deviation of an account over the shapes; a shape that it cannot hold is to be refused, never to be counted wrongly. */
export function accountBar(kind: 'cgroup' | 'process', trials: readonly AccountTrial[]): Bar {
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

function deviationOf(trial: AccountTrial, kind: 'cgroup' | 'process'): number {
  if (trial.state === 'refused') return trial.shape.leavesTree && kind === 'process' ? 0 : 1;
  if (trial.kind !== kind || trial.ownMicros === 0) return 1;
  return Math.abs(trial.accountMicros / trial.ownMicros - 1);
}

function said(trial: AccountTrial): string {
  if (trial.state === 'refused') return `refused (${trial.code})`;
  const { accountMicros, ownMicros } = trial;
  const deviation = ((accountMicros / ownMicros - 1) * 100).toFixed(1);
  return `${Math.round(accountMicros / 1000)} of ${Math.round(ownMicros / 1000)} ms (${deviation} %)`;
}
