import { type GeneratorCallback, logger, type Tree } from '@nx/devkit';
import { parseCommandString } from 'execa';
import { BenchError } from '../../errors/bench-error.ts';
import { failingClearly } from '../failing-clearly.ts';
import { newProject, writeDeclaration } from '../new-project.ts';

export interface ExternalOptions {
  folder: string;
  command?: string;
  image?: string;
  name?: string;
  port?: number;
  readyPath?: string;
  endpoint?: string;
}

/** One project.json that declares a server of which nothing else is ours. */
export default failingClearly(async (tree: Tree, options: ExternalOptions): Promise<GeneratorCallback> => {
  const { readyPath = '/', endpoint = '/', port } = options;
  const project = newProject(tree, options);
  const fixedPort = port === undefined ? {} : { port };
  writeDeclaration(tree, project, { bench: { ...programOf(options), ...fixedPort, readyPath, endpoint } });
  return () =>
    logger.info(`\nMeasure it: npx nx run-many -t bench, or nx run ${project.name}:bench by itself`);
});

/** @throws GENERATOR_INPUT_INVALID */
function programOf({ command, image }: ExternalOptions): object {
  const argv = command === undefined ? [] : parseCommandString(command);
  if (argv.length > 0 && image === undefined) return { command: argv };
  if (argv.length === 0 && image !== undefined) return { image, launcher: 'docker' };
  throw new BenchError(
    'GENERATOR_INPUT_INVALID',
    `expected either --command or --image, found ${image && command ? 'both' : 'neither'}`,
    'Give the one that runs the server: --command="python3 -m http.server {port}" or --image=my-server:latest.',
  );
}
