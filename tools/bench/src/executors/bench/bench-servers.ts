import type { ExecutorContext, Task } from '@nx/devkit';
import { toFailure } from '../../errors/bench-error.ts';
import { formatFailure } from '../../errors/format-failure.ts';
import { measureServers } from '../../run/measure-servers.ts';
import { reportOn } from '../../run/report-on.ts';
import { benchExecutor } from '../../schema/bench-target.ts';
import type { Result } from '../../schema/result.ts';
import { referenceOf } from '../reference-of.ts';
import { sayAfterNx, terminalHere } from '../terminal-here.ts';
import { beatenBlocks } from './beaten-blocks.ts';
import { earlyTable } from './early-table.ts';

export interface ServerOutcome {
  readonly server: string;
  readonly success: boolean;
  /** What Nx keeps with the cached result and shows again. */
  readonly output: string;
}

/** Plans and runs the bench of the given servers (options by project name), and prints what came of it. */
export async function benchServers(
  optionsByServer: ReadonlyMap<string, unknown>,
  context: ExecutorContext,
): Promise<ServerOutcome[]> {
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  // When Nx is interrupted it goes at once, and the pipe that we print into with it.
  process.stdout.on('error', () => {});
  try {
    const beaten = beatenBlocks([...optionsByServer.keys()], context);
    if (beaten !== undefined) write(beaten);
    const shown = { ...terminalHere(), reference: referenceOf(context) };
    const tableAfter = earlyTable(shown);
    const results = await measureServers(optionsByServer, context.root, write, {
      onRound: (soFar, roundsLeft) => {
        const table = tableAfter(soFar, roundsLeft);
        if (table !== undefined) write(table);
      },
    });
    const servers = [...new Set(results.map(({ server }) => server))];
    const outcomes = servers.map((server) =>
      outcomeOf(
        server,
        results.filter((result) => result.server === server),
      ),
    );
    if (!suiteWillReport(outcomes, context)) {
      write(await reportOn(serversOfRun(context), context.root, shown));
    }
    const interrupted = results.flatMap(({ errors }) => errors).find(({ code }) => code === 'INTERRUPTED');
    if (interrupted) {
      const count = results.reduce((sum, result) => sum + measuredRounds(result), 0);
      const rounds = count === 1 ? 'round' : `${count} rounds`;
      const kept = count > 0 ? `  kept: the ${rounds} measured before, in dist/bench/report.md\n` : '';
      sayAfterNx(`\n${formatFailure(interrupted)}\n${kept}`);
    }
    return outcomes;
  } catch (thrown) {
    const failure = toFailure(thrown);
    write(formatFailure(failure));
    const outputOf = (server: string) => `${server}: not measured, ${failure.code}\n`;
    return [...optionsByServer.keys()].map((server) => ({
      server,
      success: false,
      output: outputOf(server),
    }));
  }
}

const executorOf = ({ target }: Task, { projectsConfigurations }: ExecutorContext) =>
  projectsConfigurations.projects[target.project]?.targets?.[target.target]?.executor;

const tasksOf = (executor: string, context: ExecutorContext) =>
  Object.values(context.taskGraph?.tasks ?? {}).filter((task) => executorOf(task, context) === executor);

/** A failed task keeps the suite from running after it, and a server run by itself has none. */
function suiteWillReport(outcomes: readonly ServerOutcome[], context: ExecutorContext): boolean {
  return tasksOf('@wasi-bench/nx:report', context).length > 0 && outcomes.every(({ success }) => success);
}

/** All that this call of Nx was asked for, those included that it took from its cache. */
function serversOfRun(context: ExecutorContext): string[] {
  return tasksOf(benchExecutor, context).map(({ target }) => target.project);
}

const measuredRounds = ({ rounds }: Result) => rounds.filter(({ status }) => status === 'measured').length;

/** Of a server with all its results: one, or one for each CPU limit. */
function outcomeOf(server: string, results: readonly Result[]): ServerOutcome {
  const failures = results.flatMap(({ errors }) => errors);
  const success = failures.length === 0;
  const measured = results.reduce((sum, result) => sum + measuredRounds(result), 0);
  const output = success
    ? `${server}: ${measured} ${measured === 1 ? 'round' : 'rounds'} measured in run ${results[0]!.runId}\n`
    : `${failures.map(formatFailure).join('\n')}\n`;
  return { server, success, output };
}
