import { type CreateDependencies, DependencyType, type RawProjectGraphDependency } from '@nx/devkit';
import { type PluginOptions, parsePluginOptions } from './plugin-options.ts';

/**
 * What the targets imply about the graph: a server's figures depend on the scenarios, the suite's report on
 * every server. So `nx affected -t bench` measures what a change can have changed, and no more.
 */
export const createDependencies: CreateDependencies<Partial<PluginOptions>> = (given, context) => {
  const { targetName, scenarioFolder } = parsePluginOptions(given);
  const projects = Object.entries(context.projects);
  const scenarios = projects.find(([, { root }]) => root === scenarioFolder)?.[0];
  return projects.flatMap(([source, { targets }]): RawProjectGraphDependency[] => {
    const target = targets?.[targetName];
    if (target?.executor === '@wasi-bench/nx:report') {
      const servers: string[] = target.options.servers;
      return servers.map((server) => ({ source, target: server, type: DependencyType.implicit }));
    }
    if (target?.executor !== '@wasi-bench/nx:bench' || scenarios === undefined) return [];
    return [{ source, target: scenarios, type: DependencyType.implicit }];
  });
};
