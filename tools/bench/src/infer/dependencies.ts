import {
  type CreateDependencies,
  type CreateDependenciesContext,
  DependencyType,
  logger,
  type RawProjectGraphDependency,
} from '@nx/devkit';
import { formatFailure } from '../errors/format-failure.ts';
import { benchExecutor } from '../schema/bench-target.ts';
import { declaredFiles } from './declared-files.ts';
import { folderInWorkspace } from './folder-in-workspace.ts';
import { type PluginOptions, pluginOptionsOrFault } from './plugin-options.ts';
import { takenTargets } from './taken-targets.ts';

/**
 * What the targets imply about the graph: a server's figures depend on the scenarios, the suite's report on
 * every server, and what runs beside a server may be another project's. So `nx affected -t bench` measures what a change can have changed, and no more.
 */
export const createDependencies: CreateDependencies<Partial<PluginOptions>> = (given, context) => {
  const { options } = pluginOptionsOrFault(given);
  const projects = Object.entries(context.projects);
  for (const { failure } of takenTargets(context.projects, options)) logger.warn(formatFailure(failure));
  const executorOf = (name: string) => context.projects[name]?.targets?.[options.targetName]?.executor;
  const names = projects.map(([name]) => name);
  const servers = names.filter((name) => executorOf(name) === benchExecutor);
  const suites = names.filter((name) => executorOf(name) === '@wasi-bench/nx:report');
  const scenariosOf = (server: string) => {
    const { scenarioFolder } = context.projects[server]!.targets![options.targetName]!.options ?? {};
    const folder = folderInWorkspace(String(scenarioFolder ?? options.scenarioFolder));
    return projects.filter(([, { root }]) => root === folder).map(([name]) => name);
  };
  return [
    ...pairs(suites, servers),
    ...servers.flatMap((server) => pairs([server], scenariosOf(server))),
    ...servers.flatMap((server) => pairs([server], besideOf(server, context, options))),
  ];
};

/** The projects that have the files which the options of a server name. */
function besideOf(
  server: string,
  { projects, workspaceRoot }: CreateDependenciesContext,
  { targetName }: PluginOptions,
): string[] {
  const declared = projects[server]?.targets?.[targetName]?.options ?? {};
  const names = declaredFiles(declared, workspaceRoot).flatMap((file) => {
    const around = Object.entries(projects).filter(([, { root }]) => file.startsWith(`${root}/`));
    // Projects may stand in one another: the innermost has the file.
    return around.sort(([, one], [, other]) => other.root.length - one.root.length)[0]?.[0] ?? [];
  });
  return [...new Set(names)];
}

function pairs(sources: readonly string[], targets: readonly string[]): RawProjectGraphDependency[] {
  return sources.flatMap((source) =>
    targets
      .filter((target) => target !== source)
      .map((target) => ({ source, target, type: DependencyType.implicit })),
  );
}
