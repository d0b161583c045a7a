import { type GeneratorCallback, getProjects, logger, type Tree, updateJson } from '@nx/devkit';
import { BenchError } from '../../errors/bench-error.ts';
import { searchesCapacity } from '../../plan/capacity-scenario.ts';
import { SATURATION } from '../../plan/saturation-scenario.ts';
import { loadOptionsSchema } from '../../schema/options.ts';
import { failingClearly } from '../failing-clearly.ts';
import { pluginOptionsOf } from '../plugin-options-of.ts';
import { template } from '../templates.ts';

export interface ScenarioOptions {
  name: string;
  model?: 'closed' | 'open' | 'capacity';
  server?: string;
}

/** A k6 script in the plugin's scenario folder, to be changed, and its name in a server's declaration. */
export default failingClearly(async (tree: Tree, options: ScenarioOptions): Promise<GeneratorCallback> => {
  const { name, model = 'closed', server } = options;
  const { scenarioFolder } = pluginOptionsOf(tree);
  const file = `${scenarioFolder}/${name}.ts`;
  if (!/^[a-z][\w-]*$/i.test(name) || tree.exists(file)) {
    throw new BenchError(
      'GENERATOR_INPUT_INVALID',
      `option "name": expected letters, digits and "-", and no file of that name, found "${name}" (${file})`,
      'Give another name.',
    );
  }
  if (name === SATURATION) {
    throw new BenchError(
      'GENERATOR_INPUT_INVALID',
      `option "name": expected another name than "${name}", which is the load by wrk`,
      'Give another name.',
    );
  }
  if ((model === 'capacity') !== searchesCapacity(name)) {
    throw new BenchError(
      'GENERATOR_INPUT_INVALID',
      `option "name": expected "capacity", or "capacity-" and more, for the model "capacity" and for no other, found "${name}" for "${model}"`,
      'Give another name: the bench searches the capacity with the scenarios of this name.',
    );
  }
  const library = 'lib/endpoint.ts';
  if (!tree.exists(`${scenarioFolder}/${library}`)) {
    tree.write(`${scenarioFolder}/${library}`, template(`scenarios/${library}`));
  }
  tree.write(file, template(`scenarios/${model}.ts`).replace(`    ${model}: {`, `    '${name}': {`));
  if (server !== undefined) declare(tree, server, name);
  return () => logger.info(`\nUse it: npx nx run-many -t bench --scenarios=${name}`);
});

/** @throws GENERATOR_INPUT_INVALID */
function declare(tree: Tree, server: string, scenario: string): void {
  const root = getProjects(tree).get(server)?.root;
  const file = `${root}/project.json`;
  if (root === undefined || !tree.exists(file)) {
    throw new BenchError(
      'GENERATOR_INPUT_INVALID',
      `option "server": expected a project with a project.json, found "${server}"`,
      `Name a project with a "bench" block, or add "${scenario}" to its "scenarios" by hand.`,
    );
  }
  updateJson(tree, file, (project) => {
    const scenarios = project.bench?.scenarios ?? loadOptionsSchema.shape.scenarios.parse(undefined);
    return { ...project, bench: { ...project.bench, scenarios: [...scenarios, scenario] } };
  });
}
