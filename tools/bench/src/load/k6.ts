import { resolve } from 'node:path';
import { env } from 'node:process';
import { BenchError } from '../errors/bench-error.ts';
import { k6Range, locateK6 } from './find-k6.mjs';

export interface K6 {
  readonly path: string;
  readonly version: string;
  /** What it was built with beside k6 itself; none when left out. */
  readonly extensions?: readonly string[];
}

/** The option `k6`, else K6_PATH, else the workspace's .toolchain/bin, else PATH. @throws K6_MISSING, K6_FAILED, K6_UNSUPPORTED */
export function findK6(option: string | undefined, workspaceRoot: string): K6 {
  const named = option ?? env.K6_PATH;
  const found = locateK6({ named, workspaceRoot });
  switch (found.state) {
    case 'found':
      return { path: resolve(found.path), version: found.version, extensions: found.extensions };
    case 'missing': {
      const where = named
        ? `at "${named}" (${option ? 'option "k6"' : 'K6_PATH'})`
        : 'in .toolchain/bin or on PATH';
      throw new BenchError(
        'K6_MISSING',
        `expected the program k6 ${where}, found none`,
        'Install it (go install go.k6.io/k6@v1.8.1, brew install k6, or a release from https://grafana.com/docs/k6), or point K6_PATH at it.',
      );
    }
    case 'unsupported':
      throw new BenchError(
        'K6_UNSUPPORTED',
        `expected k6 ${k6Range}, found ${found.version} at "${found.path}"`,
        'Install k6 1.x or 2.x (https://grafana.com/docs/k6), or point K6_PATH at one.',
      );
    case 'broken':
      throw new BenchError(
        'K6_FAILED',
        `expected "${found.path} version" to print a version, found ${found.found}`,
        'Is it k6, and built for this machine? Point K6_PATH at one that works.',
      );
  }
}
