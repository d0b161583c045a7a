import { type CreateDependencies, DependencyType, logger, type RawProjectGraphDependency } from '@nx/devkit';
import { formatFailure } from '../errors/format-failure.ts';
import { benchExecutor } from '../schema/bench-target.ts';
import { type PluginOptions, pluginOptionsOrFault } from './plugin-options.ts';
import { takenTargets } from './taken-targets.ts';

/**
 * What the targets imply about the graph: a server's figures depend on the scenarios, the suite's report on
 * every server. So `nx affected -t bench` measures what a change can have changed, and no more.
 */
export const createDependencies: CreateDependencies<Partial<PluginOptions>> = (given, context) => {
  const { options } = pluginOptionsOrFault(given);
  const projects = Object.entries(context.projects);
  for (const { failure } of takenTargets(context.projects, options)) logger.warn(formatFailure(failure));
  const executorOf = (name: string) => context.projects[name]?.targets?.[options.targetName]?.executor;
  const names = projects.map(([name]) => name);
  const servers = names.filter((name) => executorOf(name) === benchExecutor);
  const suites = names.filter((name) => executorOf(name) === '@wasi-bench/nx:report');
  const folder = options.scenarioFolder.replace(/^\.\/|\/$/g, '');
  const scenarios = projects.filter(([, { root }]) => root === folder).map(([name]) => name);
  return [...pairs(suites, servers), ...pairs(servers, scenarios)];
};

function pairs(sources: readonly string[], targets: readonly string[]): RawProjectGraphDependency[] {
  return sources.flatMap((source) =>
    targets
      .filter((target) => target !== source)
      .map((target) => ({ source, target, type: DependencyType.implicit })),
  );
}
