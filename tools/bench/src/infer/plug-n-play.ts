import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError, toFailure } from '../errors/bench-error.ts';
import type { Failure } from '../schema/failure.ts';

/**
 * Why a workspace of Yarn's Plug'n'Play cannot be benched; undefined in any other. The cache key is made by a program of this package's
 * that Nx runs by plain Node, which finds no package there, and Nx takes a key whose program failed for one like any other.
 */
export function whyNoPlugNPlay(workspaceRoot: string): Failure | undefined {
  if (!['.pnp.cjs', '.pnp.js'].some((file) => existsSync(join(workspaceRoot, file)))) return undefined;
  return toFailure(
    new BenchError(
      'PNP_UNSUPPORTED',
      "expected a folder node_modules, found Yarn's Plug'n'Play (.pnp.cjs): programs that plain Node runs, such as that of the cache key, find no package there",
      'Put "nodeLinker: node-modules" into .yarnrc.yml and run yarn install.',
    ),
  );
}
