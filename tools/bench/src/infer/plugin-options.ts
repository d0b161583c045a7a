import type { NxJsonConfiguration } from '@nx/devkit';
import { z } from 'zod';
import { BenchError, toFailure } from '../errors/bench-error.ts';
import type { Failure } from '../schema/failure.ts';
import { workloadsSchema } from '../schema/workload.ts';

const nameOf = (target: string, description: string) =>
  z.string().min(1).default(target).describe(description);

/** Options of the plugin in nx.json. */
export const pluginOptionsSchema = z.strictObject({
  targetName: nameOf('bench', 'Name of the inferred target of servers and suite.'),
  prepareTargetName: nameOf('prepare', 'Name of the barrier before the first round.'),
  buildTargetName: nameOf('build', 'Target that makes a server, if it has one.'),
  explainTargetName: nameOf('explain', "Name of the suite's target that explains a k6 summary."),
  liveTargetName: nameOf('live', "Name of the suite's target that shows the report while a run goes on."),
  publishTargetName: nameOf('publish', "Name of the suite's target that keeps the results of this machine."),
  baselineTargetName: nameOf('baseline', "Name of the suite's target that stores a baseline."),
  gateTargetName: nameOf('gate', "Name of the suite's target that compares with the baseline."),
  compareTargetName: nameOf('compare', "Name of the suite's target that compares two revisions in one run."),
  bisectTargetName: nameOf(
    'bisect',
    "Name of the suite's target that finds the commit a figure changed with.",
  ),
  noiseTargetName: nameOf('noise', "Name of the suite's target that measures this machine's noise floor."),
  workloads: workloadsSchema
    .default({})
    .describe('What servers can be asked, by name, for all of them: the option "workloads".'),
  scenarioFolder: z.string().min(1).default('k6').describe('Folder of the k6 scripts.'),
});

export type PluginOptions = z.infer<typeof pluginOptionsSchema>;

/** @throws DECLARATION_INVALID */
export function parsePluginOptions(given: unknown): PluginOptions {
  const parsed = pluginOptionsSchema.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  throw new BenchError(
    'DECLARATION_INVALID',
    `the options of @wasi-bench/nx in nx.json: ${z.prettifyError(parsed.error)}`,
    `Known options: ${Object.keys(pluginOptionsSchema.shape).join(', ')}.`,
  );
}

/** For the graph, which wrong options must not break: the defaults, and the fault that the plugin's targets then report. */
export function pluginOptionsOrFault(given: unknown): { options: PluginOptions; fault: Failure | undefined } {
  try {
    return { options: parsePluginOptions(given), fault: undefined };
  } catch (error) {
    return { options: pluginOptionsSchema.parse({}), fault: toFailure(error) };
  }
}

export const pluginName = '@wasi-bench/nx';

/** What stands for the plugin in nx.json as its options; undefined where it is not there or has none. */
export function optionsInNxJson({ plugins = [] }: Pick<NxJsonConfiguration, 'plugins'>): unknown {
  const entry = plugins.find(isThisPlugin);
  return typeof entry === 'object' ? entry.options : undefined;
}

export function isThisPlugin(entry: string | { plugin: string }): boolean {
  return (typeof entry === 'string' ? entry : entry.plugin) === pluginName;
}
