import type { ExecutorContext } from '@nx/devkit';
import { BenchError } from '../errors/bench-error.ts';
import { benchTargetOf } from '../schema/bench-target.ts';
import { benchedProjects } from './servers-of.ts';

/** The options that a project's bench target has, whatever that target is called. @throws UNKNOWN_SERVER */
export function declaredOptions(server: string, context: ExecutorContext): object {
  const bench = benchTargetOf(context.projectsConfigurations.projects[server]?.targets);
  if (bench) return bench.options ?? {};
  throw new BenchError(
    'UNKNOWN_SERVER',
    `option "server": expected a project that declares a server (${benchedProjects(context).join(', ')}), found "${server}"`,
    'Name one of these.',
  );
}
