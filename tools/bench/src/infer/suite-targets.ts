import type { TargetConfiguration } from '@nx/devkit';
import type { PluginOptions } from './plugin-options.ts';

/** The suite's own targets: the barrier before the first round, and the report after the last. */
export function suiteTargets(
  servers: string[],
  { targetName, buildTargetName, prepareTargetName }: PluginOptions,
): Record<string, TargetConfiguration> {
  return {
    [prepareTargetName]: {
      executor: 'nx:noop',
      dependsOn: [{ projects: servers, target: buildTargetName }],
      metadata: { description: 'Everything that the servers of a run need, built' },
    },
    [targetName]: {
      executor: '@wasi-bench/nx:report',
      options: { servers },
      dependsOn: [{ projects: servers, target: targetName }],
      cache: true,
      inputs: [{ dependentTasksOutputFiles: '**/result.json' }, { externalDependencies: [] }],
      outputs: ['{workspaceRoot}/dist/bench/report.*'],
      metadata: { description: 'One report of the results of all servers: dist/bench/report.*' },
    },
    explain: {
      executor: '@wasi-bench/nx:explain',
      metadata: { description: 'What any k6 summary shows, ours or not: --file=summary.json' },
    },
  };
}
