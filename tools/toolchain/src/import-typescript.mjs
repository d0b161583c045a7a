import { fileURLToPath } from 'node:url';

const tsconfig = fileURLToPath(new URL('../tsconfig.json', import.meta.url));

/**
 * Imports one of this project's TypeScript modules: Node 20 cannot by itself.
 * The loader learns its tsconfig.json from the environment, which the programs that we start must not inherit.
 * @template Module
 * @param {() => Promise<Module>} load
 * @returns {Promise<Module>}
 */
export async function importTypeScript(load) {
  const before = process.env.SWC_NODE_PROJECT;
  process.env.SWC_NODE_PROJECT = tsconfig;
  await import('@swc-node/register/esm-register');
  const module = await load();
  if (before === undefined) delete process.env.SWC_NODE_PROJECT;
  else process.env.SWC_NODE_PROJECT = before;
  return module;
}
