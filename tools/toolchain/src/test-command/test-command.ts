import { cacheDir } from '@nx/devkit';
import { workspaceRoot } from '../workspace.mjs';
import { countTask, type FinishedTask } from './count-task.ts';
import { failureReport } from './failure-report.ts';
import { finishedTasks } from './finished-tasks.ts';
import { runChecks, stagesOfChecks } from './nx-run.ts';
import { closingLine, sum } from './tally.ts';
import { keepTimes, timesOf, timesTable } from './times.ts';

/**
 * Runs every check of the workspace and prints the sum of all tests as the last line. Resolves to the exit code:
 * 0 only when something passed and nothing failed. `nxArgs` go to `nx run-many` as they are.
 */
export async function testCommand(nxArgs: readonly string[], root = workspaceRoot): Promise<number> {
  const [sideBySide, counted] = stagesOfChecks();
  const begin = new Date();
  await runChecks(sideBySide, nxArgs, root);
  // Where Nx itself fails it does so again, and is then told.
  const before = await finishedTasks(cacheDir, begin).catch(() => []);
  const since = new Date();
  const exitCode = await runChecks(counted, nxArgs, root);
  const tasks = await finishedTasks(cacheDir, since);
  const times = timesOf([...before, ...tasks]);
  await keepTimes({ begin, times }, root);
  const total = sum(tasks.map(countTask));
  // A task may have been left out because Nx itself failed: that is no success either.
  const tally = exitCode !== 0 && total.failed === 0 ? { ...total, failed: 1 } : total;

  const lines = [...timesTable(times), '', ...failures(tasks), ...skipped(tasks), closingLine(tally)];
  process.stdout.write(`\n${lines.join('\n')}\n`);
  return tally.failed === 0 && tally.passed > 0 ? 0 : 1;
}

function failures(tasks: readonly FinishedTask[]): string[] {
  return tasks.filter(({ succeeded }) => !succeeded).flatMap(failureReport);
}

function skipped(tasks: readonly FinishedTask[]): string[] {
  return tasks.flatMap((task) => {
    const tally = countTask(task);
    const named = tally.skippedTests.map(
      ({ name, reason }) => `skipped: ${task.id} > ${name}: ${reason ?? 'no reason given'}`,
    );
    const unnamed = tally.skipped - named.length;
    return unnamed > 0 ? [...named, `skipped: ${task.id} > ${unnamed} that the runner does not name`] : named;
  });
}
