import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Hash, HasherContext, Task } from '@nx/devkit';
import { workspaceRoot } from '@nx/devkit';
import { declaredFiles } from '../../infer/declared-files.ts';
import { fileDigest } from '../../launch/file-digest.ts';
import { launcherOf } from '../../launch/launchers.ts';
import { locateK6 } from '../../load/find-k6.mjs';
import { scriptExtensions } from '../../load/scenario.ts';
import { scriptText } from '../../load/script-text.ts';
import { findWrk } from '../../load/wrk.ts';
import { readPinningFacts } from '../../noise/pinning-facts.ts';
import { choosePinning } from '../../pinning/choose.ts';
import { SATURATION } from '../../plan/saturation-scenario.ts';
import { type BenchOptions, benchOptionsSchema, launchers } from '../../schema/options.ts';
import { pinningModes } from '../../schema/pinning.ts';

/**
 * Nx's own hash, and what pinning comes to here, which an option `auto` does not say; with a launcher that runs an image the
 * engine and the image too: another target makes the image, or a user by hand, and it can change while the sources of the
 * server do not. So can wrk, where it makes the load.
 */
export default async function hashBench(
  task: Task,
  { hasher, taskGraph, projectGraph, env = process.env }: HasherContext & { env?: NodeJS.ProcessEnv },
): Promise<Hash> {
  const measured = withoutWait(task);
  const tasks = { ...taskGraph, tasks: { ...taskGraph.tasks, [task.id]: measured } };
  const hash = await hasher.hashTask(measured, tasks, env);
  const target = projectGraph.nodes[task.target.project]?.data.targets?.[task.target.target];
  const options: Partial<BenchOptions> = {
    ...target?.options,
    ...target?.configurations?.[task.target.configuration ?? ''],
    ...task.overrides,
  };
  const launcher = launchers.find((name) => name === options.launcher);
  const runsFrom = launcher === undefined ? [] : await launcherOf[launcher].runsFrom(options, workspaceRoot);
  const beside = await imagesBeside(options);
  const value = createHash('sha256')
    .update(
      [
        hash.value,
        await pinningKey(options),
        ...runsFrom,
        ...beside,
        ...(await filesOf(options)),
        ...scriptsOf(options),
        ...loadedBy(options),
      ].join('\n'),
    )
    .digest('hex');
  return { ...hash, value };
}

/** Where `targetDefaults` of nx.json declare workloads and dependencies, no input names their files. */
function filesOf(options: Partial<BenchOptions>): Promise<string[]> {
  const files = declaredFiles(options, workspaceRoot);
  return Promise.all(files.map(async (file) => `${file} ${await fileDigest(resolve(workspaceRoot, file))}`));
}

/**
 * Of the scripts, and of what they import, wherever they are: the target's inputs have the folder of the declaration alone, and another
 * may be named by the command line, by `targetDefaults`, or stand outside of the workspace.
 */
function scriptsOf({ scenarios, scenarioFolder }: Partial<BenchOptions>): string[] {
  const { data: folder } = benchOptionsSchema.shape.scenarioFolder.safeParse(scenarioFolder);
  const names =
    scenarios === undefined
      ? benchOptionsSchema.shape.scenarios.parse(undefined)
      : String(scenarios).split(',');
  if (folder === undefined) return [];
  return names.map((name) => {
    const text = scriptExtensions.map((extension) =>
      scriptText(resolve(workspaceRoot, folder, name + extension)),
    );
    return `${name} ${createHash('sha256').update(text.join('\n')).digest('hex')}`;
  });
}

/** Of the images that dependencies run from. */
async function imagesBeside({ dependencies }: Partial<BenchOptions>): Promise<string[]> {
  if (!Array.isArray(dependencies)) return [];
  const images = dependencies.flatMap((dependency) => dependency?.image ?? []);
  const each = images.map((image) => launcherOf.docker.runsFrom({ image }, workspaceRoot));
  return (await Promise.all(each)).flat();
}

/** How long a run waits for another changes nothing that it measures. */
function withoutWait(task: Task): Task {
  const { wait: _, ...overrides } = task.overrides ?? {};
  return { ...task, overrides };
}

/**
 * The generators that the fingerprint of the machine does not tell: a k6 of the option's, and wrk. Nothing where there is none: the
 * run says so. A list is still text where the command line gave it.
 */
function loadedBy({ scenarios, k6 }: Partial<BenchOptions>): string[] {
  const named = k6 === undefined ? undefined : locateK6({ named: k6, workspaceRoot });
  return [...(named?.state === 'found' ? [named.build] : []), ...wrkOf(scenarios)];
}

function wrkOf(scenarios: unknown): string[] {
  if (!String(scenarios).split(',').includes(SATURATION)) return [];
  try {
    return [`wrk ${findWrk(workspaceRoot).version}`];
  } catch {
    return [];
  }
}

/** Which CPUs, not the figures behind the choice: noise that is measured anew changes those and no result. */
async function pinningKey(options: Partial<BenchOptions>): Promise<string> {
  const pinning = pinningModes.find((mode) => mode === options.pinning) ?? 'auto';
  const { launcher = 'process', cpuset } = options;
  try {
    const chosen = choosePinning('', { pinning, launcher, cpuset }, await readPinningFacts(workspaceRoot));
    return chosen.state === 'pinned' ? `pinned ${chosen.serverCpus} ${chosen.generatorCpus}` : 'unpinned';
  } catch {
    return 'pinning refused';
  }
}
