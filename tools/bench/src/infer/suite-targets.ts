import type { TargetConfiguration } from '@nx/devkit';
import { directoryPattern } from './directory-pattern.ts';
import type { PluginOptions } from './plugin-options.ts';

/**
 * The suite's own targets: the barrier before the first round, and the report after the last.
 * @param serverRoots folders of the projects that declare a server
 * @param suite what the suite's own block says
 */
export function suiteTargets(
  serverRoots: string[],
  options: PluginOptions,
  { reference }: { reference?: string | undefined } = {},
): Record<string, TargetConfiguration> {
  const { targetName, buildTargetName, prepareTargetName } = options;
  const servers = serverRoots.map(directoryPattern);
  return {
    [prepareTargetName]: {
      executor: 'nx:noop',
      dependsOn: [{ projects: servers, target: buildTargetName }],
      metadata: { description: 'Everything that the servers of a run need, built' },
    },
    [targetName]: {
      executor: '@wasi-bench/nx:report',
      ...(reference !== undefined && { options: { reference } }),
      dependsOn: [{ projects: servers, target: targetName }],
      cache: true,
      inputs: [{ dependentTasksOutputFiles: '**/result.json' }, { externalDependencies: [] }],
      outputs: ['{workspaceRoot}/dist/bench/report.*', '{workspaceRoot}/dist/bench/result.v1.schema.json'],
      metadata: { description: 'One report of the results of all servers: dist/bench/report.*' },
    },
    [options.explainTargetName]: {
      executor: '@wasi-bench/nx:explain',
      metadata: { description: 'What any k6 summary shows, ours or not: --file=summary.json' },
    },
    [options.liveTargetName]: {
      executor: '@wasi-bench/nx:live',
      metadata: { description: 'The report in a browser while a run goes on: --port=8088' },
    },
    [options.publishTargetName]: {
      executor: '@wasi-bench/nx:publish',
      metadata: {
        description: 'Keeps the last report as the results of this machine, in results/ and README',
      },
    },
    [options.baselineTargetName]: {
      executor: '@wasi-bench/nx:baseline',
      dependsOn: [{ projects: servers, target: targetName }],
      metadata: { description: 'Stores the results as what later ones are compared with' },
    },
    [options.gateTargetName]: {
      executor: '@wasi-bench/nx:gate',
      dependsOn: [{ projects: servers, target: targetName }],
      metadata: { description: 'Fails when a figure is worse than the baseline, beyond threshold and noise' },
    },
    [options.compareTargetName]: {
      executor: '@wasi-bench/nx:compare',
      metadata: {
        description: 'Is this change slower? Both revisions in one run: --base=main',
        help: {
          command: `npx nx run <suite>:${options.compareTargetName} --help`,
          example: { options: { base: 'main', budget: '5m' } },
        },
      },
    },
    [options.bisectTargetName]: {
      executor: '@wasi-bench/nx:bisect',
      metadata: {
        description: 'Which commit made a server slower: --good=v1.0 --server=go',
        help: {
          command: `npx nx run <suite>:${options.bisectTargetName} --help`,
          example: { options: { good: 'v1.0', server: 'api' } },
        },
      },
    },
    [options.noiseTargetName]: {
      executor: '@wasi-bench/nx:noise',
      dependsOn: [prepareTargetName],
      metadata: { description: 'Measures a server against itself: the noise floor of this machine' },
    },
  };
}
