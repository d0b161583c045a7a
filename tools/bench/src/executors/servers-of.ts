import type { ExecutorContext } from '@nx/devkit';
import { benchTargetOf } from '../schema/bench-target.ts';

/** Projects with a bench of this plugin's, whatever the target is called; sorted. */
export function benchedProjects({
  projectsConfigurations,
}: Pick<ExecutorContext, 'projectsConfigurations'>): string[] {
  return Object.entries(projectsConfigurations.projects)
    .filter(([, { targets }]) => benchTargetOf(targets) !== undefined)
    .map(([name]) => name)
    .sort();
}
