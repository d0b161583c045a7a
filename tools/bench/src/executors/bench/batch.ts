import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { benchServers } from './bench-servers.ts';

interface TaskOutcome {
  task: string;
  result: { success: boolean; terminalOutput: string };
}

/** All servers of the run that Nx has no cached result for, in interleaved rounds. */
export default async function* benchBatch(
  taskGraph: TaskGraph,
  inputs: Record<string, unknown>,
  _overrides: unknown,
  context: ExecutorContext,
): AsyncGenerator<TaskOutcome> {
  const tasks = Object.values(taskGraph.tasks);
  const options = new Map(tasks.map((task) => [task.target.project, inputs[task.id]]));
  const outcomes = await benchServers(options, context);
  for (const task of tasks) {
    const outcome = outcomes.find(({ server }) => server === task.target.project);
    if (outcome)
      yield { task: task.id, result: { success: outcome.success, terminalOutput: outcome.output } };
  }
}
