import type { ExecutorContext } from '@nx/devkit';

/** The server that the suite compares the others with, where it names one. */
export function referenceOf({
  projectsConfigurations,
}: Pick<ExecutorContext, 'projectsConfigurations'>): string | undefined {
  return Object.values(projectsConfigurations.projects)
    .flatMap(({ targets = {} }) => Object.values(targets))
    .find(({ executor }) => executor === '@wasi-bench/nx:report')?.options?.reference;
}
