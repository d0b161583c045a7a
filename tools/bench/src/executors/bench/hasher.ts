import { createHash } from 'node:crypto';
import type { Hash, HasherContext, Task } from '@nx/devkit';
import { workspaceRoot } from '@nx/devkit';
import { launcherOf } from '../../launch/launchers.ts';
import { type BenchOptions, launchers } from '../../schema/options.ts';

/**
 * Nx's own hash, and with a launcher that runs an image the engine and the image too: another target makes the image,
 * or a user by hand, and it can change while the sources of the server do not.
 */
export default async function hashBench(
  task: Task,
  { hasher, taskGraph, projectGraph, env = process.env }: HasherContext & { env?: NodeJS.ProcessEnv },
): Promise<Hash> {
  const hash = await hasher.hashTask(task, taskGraph, env);
  const target = projectGraph.nodes[task.target.project]?.data.targets?.[task.target.target];
  const options: Partial<BenchOptions> = {
    ...target?.options,
    ...target?.configurations?.[task.target.configuration ?? ''],
    ...task.overrides,
  };
  const launcher = launchers.find((name) => name === options.launcher);
  const runsFrom = launcher === undefined ? [] : await launcherOf[launcher].runsFrom(options, workspaceRoot);
  if (runsFrom.length === 0) return hash;
  const value = createHash('sha256')
    .update([hash.value, ...runsFrom].join('\n'))
    .digest('hex');
  return { ...hash, value };
}
