import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository's root. */
export const workspaceRoot = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');

/** Absolute path of the folder that everything is installed into; git ignores it. */
export const cacheFolder = join(workspaceRoot, '.toolchain');
