import { randomInt, randomUUID } from 'node:crypto';
import type { ExecutorContext, Task } from '@nx/devkit';
import { BenchError, toFailure } from '../../errors/bench-error.ts';
import { formatFailure } from '../../errors/format-failure.ts';
import { findK6, type K6 } from '../../load/k6.ts';
import { findScenarios, type Scenario } from '../../load/scenario.ts';
import { parseOptions } from '../../plan/parse-options.ts';
import { type PlannedServer, plan } from '../../plan/plan.ts';
import { createProgress } from '../../run/progress.ts';
import { reportOn } from '../../run/report-on.ts';
import { run } from '../../run/run.ts';
import type { Result } from '../../schema/result.ts';
import { untilInterrupted } from './interruption.ts';

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
  const interruption = untilInterrupted();
  try {
    const ready = await readyToRun(optionsByServer, context.root);
    const results = await run({
      ...ready,
      workspaceRoot: context.root,
      signal: interruption.signal,
      progress: createProgress(ready.plan, write),
    });
    const outcomes = results.map(outcomeOf);
    if (!suiteWillReport(outcomes, context)) write(await reportOn(serversOfRun(context), context.root));
    return outcomes;
  } catch (thrown) {
    const text = formatFailure(toFailure(thrown));
    write(text);
    return [...optionsByServer.keys()].map((server) => ({ server, success: false, output: text }));
  } finally {
    interruption.stopListening();
  }
}

/** Everything that bad input can spoil, checked before anything is started. */
async function readyToRun(optionsByServer: ReadonlyMap<string, unknown>, workspaceRoot: string) {
  const servers: PlannedServer[] = [...optionsByServer].map(([server, given]) => {
    const options = parseOptions(server, given);
    return { server, label: options.label ?? server, options };
  });
  const scenarios = new Map<string, Scenario[]>();
  for (const { server, options } of servers) {
    scenarios.set(server, await findScenarios(options.scenarios, options.scenarioFolder, workspaceRoot));
  }
  const seed =
    servers.find(({ options }) => options.seed !== undefined)?.options.seed ?? randomInt(0x7fffffff);
  return {
    plan: plan(servers, { runId: randomUUID(), seed, startedAt: new Date().toISOString() }),
    scenarios,
    k6: oneK6(servers, workspaceRoot),
  };
}

function oneK6(servers: readonly PlannedServer[], workspaceRoot: string): K6 {
  const named = new Set(servers.map(({ options }) => options.k6));
  if (named.size === 1) return findK6([...named][0], workspaceRoot);
  throw new BenchError(
    'INVALID_OPTION',
    `option "k6": expected the same program for every server of a run, found ${[...named].join(', ')}`,
    'Set it once, in targetDefaults of nx.json or by K6_PATH.',
  );
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
  return tasksOf('@wasi-bench/nx:bench', context).map(({ target }) => target.project);
}

function outcomeOf(result: Result): ServerOutcome {
  const success = result.errors.length === 0;
  const measured = result.rounds.filter((round) => round.status === 'measured').length;
  const output = success
    ? `${result.server}: ${measured} rounds measured in run ${result.runId}\n`
    : `${result.errors.map(formatFailure).join('\n')}\n`;
  return { server: result.server, success, output };
}
