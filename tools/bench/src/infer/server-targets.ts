import type { NxJsonConfiguration, TargetConfiguration } from '@nx/devkit';
import { benchExecutor } from '../schema/bench-target.ts';
import { ENDPOINT, loadNames } from '../schema/load-name.ts';
import { loadOptionsSchema } from '../schema/options.ts';
import { directoryPattern } from './directory-pattern.ts';
import { folderInWorkspace } from './folder-in-workspace.ts';
import type { PluginOptions } from './plugin-options.ts';

/** What the workspace has to do with the target of a server. */
export interface Surroundings {
  readonly options: PluginOptions;
  /** Folder of the suite's project, where there is one. */
  readonly suite: string | undefined;
  /** Names of servers that begin with this one's. */
  readonly inside: readonly string[];
  /** Makes the cache key; from the workspace root. */
  readonly fingerprintProgram: string;
  /** Files of the workspace that the block names, which may stand in no project. */
  readonly files: readonly string[];
  readonly namedInputs: NxJsonConfiguration['namedInputs'];
}

/** Of all servers and of one, whose own go before. */
export function workloadsOf(
  declaration: { workloads?: object },
  { workloads }: Pick<PluginOptions, 'workloads'>,
): object {
  return { ...workloads, ...declaration.workloads };
}

/** The `bench` target of a server. Its options are the declaration: project.json and nx.json may add to it. */
export function serverTargets(
  { name, options: declaration }: { name: string; options: { workloads?: object; scenarioFolder?: string } },
  { options, suite, inside, files, fingerprintProgram, namedInputs = {} }: Surroundings,
): Record<string, TargetConfiguration> {
  const { targetName, buildTargetName, prepareTargetName } = options;
  const scenarioFolder = declaration.scenarioFolder ?? options.scenarioFolder;
  const workloads = workloadsOf(declaration, options);
  // Nx knows `default` everywhere; `production` is a workspace's own.
  const source = 'production' in namedInputs ? 'production' : 'default';
  return {
    [targetName]: {
      executor: benchExecutor,
      options: { scenarioFolder, ...declaration, ...(Object.keys(workloads).length > 0 && { workloads }) },
      configurations: {
        quick: { scenarios: ['closed'], rounds: 3, duration: '2s', warmup: '1s', rest: '1s' },
        pod: limitedLoad,
        curve: { ...limitedLoad, ...overLimits },
        ancestor: { scenarios: ['closed'], vus: 50, duration: '30s' },
      },
      // All servers of a run become ready together, once everything is built: so they are one batch.
      dependsOn: [
        buildTargetName,
        ...(suite ? [{ projects: [directoryPattern(suite)], target: prepareTargetName }] : []),
      ],
      cache: true,
      inputs: [
        source,
        `^${source}`,
        { dependentTasksOutputFiles: '**/*' },
        ...scenarioInputs(scenarioFolder),
        ...files.map((file) => `{workspaceRoot}/${file}`),
        { runtime: `node ${JSON.stringify(fingerprintProgram)}` },
        { env: 'K6_PATH' },
        // Of the generator's own garbage collector.
        { env: 'GOGC' },
        { env: 'GOMEMLIMIT' },
        { env: 'BENCH_RUN_ID' },
        { externalDependencies: [] },
      ],
      outputs: outputsOf({ ...declaration, workloads }, inside),
      metadata: {
        technologies: ['k6'],
        description: `Measures the server with k6 and writes dist/bench/${name}/result.json`,
        help: {
          command: `npx nx run ${name}:${targetName} --help`,
          example: { options: { rounds: 10, duration: '10s', vus: 100 }, args: ['--seed=7'] },
        },
      },
    },
  };
}

/** None of a folder outside of the workspace, which Nx cannot look into: the hasher has the scripts of it. */
function scenarioInputs(folder: string): string[] {
  const path = folderInWorkspace(folder);
  return path === undefined ? [] : [`{workspaceRoot}/${path}/**/*`];
}

/**
 * The server's folder of results. Where it holds those of others, which are no output of this one: its files, and the folders of
 * the scenarios that it declares.
 */
function outputsOf(
  declaration: { scenarios?: unknown; workloads: object },
  inside: readonly string[],
): string[] {
  const folder = '{workspaceRoot}/dist/bench/{projectName}';
  if (inside.length === 0) return [folder];
  const scenarios = loadOptionsSchema.shape.scenarios.parse(declaration.scenarios);
  const workload = [ENDPOINT, ...Object.keys(declaration.workloads)];
  const own = loadNames({ scenarios, workload }).filter(
    (scenario) => !inside.some((name) => name.split('/').includes(scenario)),
  );
  return [`${folder}/*.*`, `${folder}/*-cpus`, ...own.map((scenario) => `${folder}/${scenario}`)];
}

/**
 * A server within a tenth of a core: what runs out is the server, on any machine. A backlog stands in the first load, the second
 * is at half of what that reached. See docs/method.md.
 */
export const limitedLoad = {
  scenarios: ['closed', 'open'],
  cpus: 0.1,
  memory: '256m',
  vus: 100,
  rateShare: 0.5,
  duration: '2s',
  warmup: '0s',
  maxWarmup: '60s',
  leadIn: '5s',
  rest: '2s',
  readyTimeout: '60s',
};

/** The same within each of several limits: how a server scales down. Each is a launch of its own, so fewer rounds of shorter loads. */
const overLimits = { cpus: [0.05, 0.1, 0.2, 0.5, 1], rounds: 3, duration: '2s', rest: '1s' };
