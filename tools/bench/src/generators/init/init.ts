import { type GeneratorCallback, logger, readNxJson, type Tree, updateNxJson } from '@nx/devkit';
import {
  isThisPlugin,
  type PluginOptions,
  pluginName,
  pluginOptionsSchema,
} from '../../infer/plugin-options.ts';
import { template } from '../templates.ts';
import { addLines } from './add-lines.ts';
import { describeK6 } from './describe-k6.ts';
import { addSuite } from './suite.ts';

export interface InitOptions extends Partial<PluginOptions> {
  suite?: string;
}

/** Adds plugin, suite and scenarios to a workspace. What is there stays as it is; a second run changes nothing. */
export async function init(tree: Tree, options: InitOptions): Promise<GeneratorCallback> {
  const { scenarioFolder = 'k6', suite = 'results' } = options;
  addPlugin(tree, options);
  await addSuite(tree, suite);
  addScenarios(tree, scenarioFolder);
  addLines(tree, '.gitignore', { 'dist/bench': /^\/?dist(\/|\/bench\/?)?$/ });
  // Nx's terminal UI and its summary hide the table: https://nx.dev/docs/reference/environment-variables
  addLines(tree, '.env', {
    'NX_TUI=false': /^NX_TUI=/,
    'NX_DEFAULT_OUTPUT_STYLE=stream-without-prefixes': /^NX_DEFAULT_OUTPUT_STYLE=/,
  });
  return () => logger.info(`\n${describeK6(tree.root)}\n${nextSteps}`);
}

const nextSteps = `Next:
  npx nx g ${pluginName}:server apps/hello --language=node
  npx nx g ${pluginName}:external apps/mine --command="./my-server --port {port}"
  npx nx run-many -t bench
.env turns off Nx's terminal UI, which hides the table; remove its lines if you want it back.`;

/** Only options that are not the default are written. */
function addPlugin(tree: Tree, given: InitOptions): void {
  const nxJson = readNxJson(tree) ?? {};
  if (nxJson.plugins?.some(isThisPlugin)) return;
  const byDefault = pluginOptionsSchema.parse({});
  const names = Object.keys(byDefault) as (keyof PluginOptions)[];
  const options = Object.fromEntries(
    names.flatMap((name) => (given[name] && given[name] !== byDefault[name] ? [[name, given[name]]] : [])),
  );
  const entry = Object.keys(options).length > 0 ? { plugin: pluginName, options } : pluginName;
  updateNxJson(tree, { ...nxJson, plugins: [...(nxJson.plugins ?? []), entry] });
}

/** A project of its own, so that the graph shows which servers a change of a scenario touches. */
function addScenarios(tree: Tree, folder: string): void {
  for (const file of ['closed.ts', 'open.ts', 'lib/endpoint.ts']) {
    if (!tree.exists(`${folder}/${file}`)) tree.write(`${folder}/${file}`, template(`scenarios/${file}`));
  }
  if (tree.exists(`${folder}/project.json`) || tree.exists(`${folder}/package.json`)) return;
  tree.write(
    `${folder}/project.json`,
    `${JSON.stringify({ name: folder.split('/').at(-1) }, undefined, 2)}\n`,
  );
}
