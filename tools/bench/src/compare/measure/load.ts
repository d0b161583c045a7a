import { resolve } from 'node:path';
import { BenchError } from '../../errors/bench-error.ts';
import { ENDPOINT } from '../../schema/load-name.ts';
import { loadOptionsSchema } from '../../schema/options.ts';
import { withBodyFiles, workloadsSchema } from '../../schema/workload.ts';
import { whyNoLimit } from '../../system/cgroup/why-no-limit.ts';
import { benchConfigurationsOf, benchOptionsOf, type RevisionWorkspace } from '../build/workspace-of.ts';
import type { MeasuringOptions } from '../options.ts';
import type { SideName } from './sides.ts';

export interface Pair {
  readonly server: string;
  readonly label: string;
  readonly workspaces: Readonly<Record<SideName, RevisionWorkspace>>;
}

type Options = Record<string, unknown>;

/** What each side declares of a server. The scripts of the load are those of head, by their place. @throws LAUNCHER_NOT_COMPARED */
export function declaredIn({ server, workspaces }: Pair): Record<SideName, Options> {
  const of = (side: SideName): Options => {
    const options = benchOptionsOf(workspaces[side].projects[server]!);
    const { scenarioFolder = 'k6', launcher, cpus, ...others } = options;
    if (launcher !== undefined && launcher !== 'process' && !Array.isArray(options.command)) {
      throw new BenchError(
        'LAUNCHER_NOT_COMPARED',
        `${server}: expected a "command" in ${side}, found a server that only the launcher "${launcher}" runs: one name of an image stands for one image, and there are two`,
        'Leave it out: --servers=…, or give it a "command" too.',
      );
    }
    // Of several limits the tightest: the comparison is within one.
    const limit = Array.isArray(cpus) ? Math.min(...cpus.map(Number)) : cpus;
    return { ...others, ...(limit !== undefined && { cpus: limit }), scenarioFolder };
  };
  const [base, head] = [of('base'), of('head')];
  // The scripts are files of head: so they are read there. So is what they ask.
  const workloads = workloadsOf(head, workspaces.head.root);
  const folder = resolve(workspaces.head.root, String(head.scenarioFolder));
  const load = { scenarioFolder: folder, ...(workloads !== undefined && { workloads }) };
  return { base: { ...base, ...load }, head: { ...head, ...load } };
}

/** With the files of the bodies by their places. What is wrong with a workload is said when the options are parsed. */
function workloadsOf({ workloads }: Options, root: string): unknown {
  const { data } = workloadsSchema.safeParse(workloads);
  return data === undefined
    ? workloads
    : Object.fromEntries(
        Object.entries(data).map(([name, workload]) => [
          name,
          withBodyFiles(workload, (file) => resolve(root, file)),
        ]),
      );
}

/** What the server of head is asked. */
export function workloadsAsked(pair: Pair, options: MeasuringOptions): string[] {
  const { workload } = { ...declaredIn(pair).head, ...chosenLoad([pair], options).of(pair) };
  return loadOptionsSchema.shape.workload.catch([ENDPOINT]).parse(workload);
}

/** Within it the server is what runs out, on any machine. */
const LIMITED = 'pod';

/** What is put over the options of every server: a configuration of its bench target, and what the command line gives. */
export interface ChosenLoad {
  readonly name: string;
  readonly of: (pair: Pair) => Options;
}

/** @throws INVALID_OPTION where a server has no such configuration */
export function chosenLoad(pairs: readonly Pair[], options: MeasuringOptions): ChosenLoad {
  const configurationsOf = (pair: Pair) => benchConfigurationsOf(pair.workspaces.head.projects[pair.server]!);
  const canLimit = () =>
    pairs.every((pair) => LIMITED in configurationsOf(pair)) && whyNoLimit() === undefined;
  const name = options.load ?? (canLimit() ? LIMITED : 'none');
  const without = pairs.find((pair) => name !== 'none' && !(name in configurationsOf(pair)));
  if (without) {
    throw new BenchError(
      'INVALID_OPTION',
      `option "load": expected a configuration of the bench of ${without.server} (${Object.keys(configurationsOf(without)).join(', ')}) or "none", found "${name}"`,
      'Name one of these.',
    );
  }
  const { vus, duration, workload, wait, seed } = options;
  const given = Object.entries({ vus, duration, workload, wait, seed }).filter(
    ([, value]) => value !== undefined,
  );
  return {
    name,
    of: (pair) => ({
      ...(name === 'none' ? {} : configurationsOf(pair)[name]),
      // Memory at rest is not compared, and an image of one name is one image.
      rest: '1ms',
      launcher: 'process',
      ...Object.fromEntries(given),
    }),
  };
}
