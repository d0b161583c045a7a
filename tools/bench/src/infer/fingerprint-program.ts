import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const inNodeModules = 'node_modules/@wasi-bench/nx/bin/fingerprint.mjs';
const own = fileURLToPath(new URL('../../bin/fingerprint.mjs', import.meta.url));

/**
 * What Nx runs for the cache key, from the workspace root: where every package manager links it, so that two clones have one key;
 * else where this plugin stands, such as in .nx/installation of a workspace without a package.json.
 */
export function fingerprintProgram(workspaceRoot: string): string {
  return existsSync(join(workspaceRoot, inNodeModules)) ? inNodeModules : relative(workspaceRoot, own);
}
