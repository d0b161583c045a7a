import type { CreateDependencies, CreateNodesV2 } from '@nx/devkit';
import { targetsOfPlugNPlay } from './infer/targets-of-plug-n-play.ts';

export const name = '@wasi-bench/nx';

const pattern = '**/{project,package}.json';

/** Loaded when Nx asks and not with this module, which can be loaded where no package is found. */
const plugin = () => import('./plugin.ts');

export const createNodesV2: CreateNodesV2 = [
  pattern,
  async (files, options, context) => {
    const { workspaceRoot } = context;
    const told = await targetsOfPlugNPlay(files, workspaceRoot, plugin);
    if (told !== undefined) return told;
    const [, infer] = (await plugin()).createNodesV2;
    return infer(files, options as object, context);
  },
];

/** The name that Nx 22 looks for is `createNodesV2`; 23 and 24 take this one. */
export const createNodes = createNodesV2;

export const createDependencies: CreateDependencies = async (options, context) => {
  if ((await targetsOfPlugNPlay([], context.workspaceRoot, plugin)) !== undefined) return [];
  return (await plugin()).createDependencies(options as object, context);
};
