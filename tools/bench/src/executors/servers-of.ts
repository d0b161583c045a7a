import type { ExecutorContext } from '@nx/devkit';

/** Projects with a bench of this plugin's, whatever the target is called; sorted. */
export function benchedProjects({
  projectsConfigurations,
}: Pick<ExecutorContext, 'projectsConfigurations'>): string[] {
  return Object.entries(projectsConfigurations.projects)
    .filter(([, { targets = {} }]) =>
      Object.values(targets).some(({ executor }) => executor === '@wasi-bench/nx:bench'),
    )
    .map(([name]) => name)
    .sort();
}
