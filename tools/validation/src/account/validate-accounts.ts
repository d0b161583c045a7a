import type { Bar } from '../bar.ts';
import type { Keep, Validation } from '../validate.ts';
import { accountBar, blameBar } from './account-bars.ts';
import { type AccountTrial, measureAccount } from './measure-account.ts';
import { measureBlame } from './measure-blame.ts';
import { shapes } from './shapes.ts';

/** Each shape of server, with a cgroup and without: its CPU, and who is blamed for it under load. */
export async function validateAccounts(validation: Validation, keep: Keep): Promise<void> {
  const { workspaceRoot, write } = validation;
  const bars: Bar[] = [];
  const say = async (bar: Bar) => {
    write(`${bar.name}: ${bar.note ?? bar.value}`);
    bars.push(bar);
    await keep([...bars]);
  };
  const counted: AccountTrial[] = [];
  for (const kind of ['cgroup', 'process'] as const) {
    const trials: AccountTrial[] = [];
    for (const shape of shapes) trials.push(await measureAccount(shape, kind, validation));
    counted.push(...trials);
    await say(accountBar(kind, trials));
  }
  const launched = counted.flatMap((trial) =>
    trial.state === 'counted' ? [{ shape: trial.shape, account: trial.kind }] : [],
  );
  await say(blameBar(await measureBlame(launched, workspaceRoot, write)));
}
