import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository's root. */
export const workspaceRoot = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * Absolute path of the folder that everything is installed into; git ignores it. WASI_BENCH_TOOLCHAIN names another,
 * such as one for several clones.
 */
export const cacheFolder = resolve(workspaceRoot, process.env.WASI_BENCH_TOOLCHAIN ?? '.toolchain');
