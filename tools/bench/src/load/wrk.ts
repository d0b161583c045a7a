import { spawnSync } from 'node:child_process';
import { BenchError } from '../errors/bench-error.ts';
import { findGenerator } from './find-k6.mjs';

/** wrk, a generator of a closed model in C (https://github.com/wg/wrk). */
export interface Wrk {
  readonly path: string;
  readonly version: string;
}

/** The workspace's .toolchain/bin, else PATH. @throws WRK_MISSING, WRK_FAILED */
export function findWrk(workspaceRoot: string): Wrk {
  const path = findGenerator('wrk', workspaceRoot);
  if (path === undefined) {
    throw new BenchError(
      'WRK_MISSING',
      'scenario "saturation": expected the program wrk in .toolchain/bin or on PATH, found none',
      'Install it: apt-get install wrk, brew install wrk, or in a checkout of this project npx nx run toolchain:wrk.',
    );
  }
  // It ends with exit code 1 after it has said its version.
  const { stdout, error } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const version = /^wrk (?:\w+\/)?(\d\S*)/.exec(stdout ?? '')?.[1];
  if (version !== undefined) return { path, version };
  throw new BenchError(
    'WRK_FAILED',
    `expected "${path} --version" to print a version, found ${error?.message ?? (stdout || 'no output')}`,
    'Is it wrk, and built for this machine? Put one that works into .toolchain/bin or first on PATH.',
  );
}
