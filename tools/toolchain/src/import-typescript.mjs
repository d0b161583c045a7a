import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ToolchainError } from './errors.mjs';

const tsconfig = fileURLToPath(new URL('../tsconfig.json', import.meta.url));

/**
 * Imports one of this project's TypeScript modules: Node 20 cannot by itself.
 * The loader learns its tsconfig.json from the environment, which the programs that we start must not inherit.
 * @template Module
 * @param {() => Promise<Module>} load
 * @returns {Promise<Module>}
 * @throws {ToolchainError} PACKAGES_MISSING
 */
export async function importTypeScript(load) {
  const before = process.env.SWC_NODE_PROJECT;
  process.env.SWC_NODE_PROJECT = tsconfig;
  try {
    register('@swc-node/register/esm', import.meta.url);
    return await load();
  } catch (cause) {
    if (!isPackageMissing(cause)) throw cause;
    throw new ToolchainError('PACKAGES_MISSING', 'expected the packages of npm in node_modules', 'npm ci', {
      cause,
    });
  } finally {
    if (before === undefined) delete process.env.SWC_NODE_PROJECT;
    else process.env.SWC_NODE_PROJECT = before;
  }
}

/** @param {unknown} error */
function isPackageMissing(error) {
  return error instanceof Error && /Cannot find (package|module) '(?![./])/.test(error.message);
}
