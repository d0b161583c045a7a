import type { ExecutorContext } from '@nx/devkit';
import { BenchError } from '../errors/bench-error.ts';

/** The options that a project's bench target has, whatever that target is called. @throws UNKNOWN_SERVER */
export function declaredOptions(server: string, { projectsConfigurations }: ExecutorContext): object {
  const targets = Object.values(projectsConfigurations.projects[server]?.targets ?? {});
  const bench = targets.find(({ executor }) => executor === '@wasi-bench/nx:bench');
  if (bench) return bench.options ?? {};
  const declared = Object.entries(projectsConfigurations.projects).flatMap(([name, project]) =>
    Object.values(project.targets ?? {}).some(({ executor }) => executor === '@wasi-bench/nx:bench')
      ? [name]
      : [],
  );
  throw new BenchError(
    'UNKNOWN_SERVER',
    `option "server": expected a project that declares a server (${declared.join(', ')}), found "${server}"`,
    'Name one of these.',
  );
}
