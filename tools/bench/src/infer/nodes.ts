import {
  type CreateNodesResult,
  type CreateNodesV2,
  createNodesFromFiles,
  type NxJsonConfiguration,
} from '@nx/devkit';
import { BenchError } from '../errors/bench-error.ts';
import { type PluginOptions, parsePluginOptions } from './plugin-options.ts';
import { type Declared, readDeclarations } from './read-declarations.ts';
import { serverTargets } from './server-targets.ts';
import { suiteTargets } from './suite-targets.ts';

/** Infers the targets of every project that has a `bench` block. */
export const createNodesV2: CreateNodesV2<Partial<PluginOptions>> = [
  '**/{project,package}.json',
  (files, given, context) => {
    const options = parsePluginOptions(given);
    const declared = readDeclarations(files, context.workspaceRoot);
    const suites = declared.filter(({ kind }) => kind === 'suite');
    if (suites.length > 1) {
      throw new BenchError(
        'DECLARATION_INVALID',
        `expected one project with "bench": {"suite": true}, found ${suites.map(({ file }) => file).join(', ')}`,
        'Keep it in one of them.',
      );
    }
    const servers = declared.filter(({ kind }) => kind === 'server').map(({ name }) => name);
    const byFile = new Map(declared.map((project) => [project.file, project]));
    const { namedInputs } = context.nxJsonConfiguration;
    const workspace = { servers, suite: suites[0]?.name, options, namedInputs };
    return createNodesFromFiles(
      (file) => nodesOf(byFile.get(file)!, workspace),
      [...byFile.keys()],
      given,
      context,
    );
  },
];

/** The name that Nx 22 looks for is `createNodesV2`; 23 takes either. */
export const createNodes = createNodesV2;

interface InferredFrom {
  servers: string[];
  suite: string | undefined;
  options: PluginOptions;
  namedInputs: NxJsonConfiguration['namedInputs'];
}

function nodesOf(
  project: Declared,
  { servers, suite, options, namedInputs }: InferredFrom,
): CreateNodesResult {
  const targets =
    project.kind === 'suite'
      ? suiteTargets(servers, options)
      : serverTargets(project, suite, options, namedInputs);
  return { projects: { [project.root]: { targets } } };
}
