import { resolve } from 'node:path';
import { env } from 'node:process';
import satisfies from 'semver/functions/satisfies.js';
import { BenchError } from '../errors/bench-error.ts';
import { findK6Path, readK6Version } from './find-k6.mjs';

export interface K6 {
  readonly path: string;
  readonly version: string;
}

/** 1.0 runs TypeScript as it is. A 3 may have another summary. */
const supported = '>=1.0.0 <3.0.0';

/** The option `k6`, else K6_PATH, else the workspace's .toolchain/bin, else PATH. @throws K6_MISSING, K6_FAILED, K6_UNSUPPORTED */
export function findK6(option: string | undefined, workspaceRoot: string): K6 {
  const named = option ?? env.K6_PATH;
  const path = findK6Path({ named, workspaceRoot });
  if (path === undefined) {
    const where = named
      ? `at "${named}" (${option ? 'option "k6"' : 'K6_PATH'})`
      : 'in .toolchain/bin or on PATH';
    throw new BenchError(
      'K6_MISSING',
      `expected the program k6 ${where}, found none`,
      'Install it (go install go.k6.io/k6@v1.8.1, brew install k6, or a release from https://grafana.com/docs/k6), or point K6_PATH at it.',
    );
  }
  const answer = readK6Version(path);
  if ('version' in answer) {
    if (satisfies(answer.version, supported, { includePrerelease: true })) {
      return { path: resolve(path), version: answer.version };
    }
    throw new BenchError(
      'K6_UNSUPPORTED',
      `expected k6 ${supported}, found ${answer.version} at "${path}"`,
      'Install k6 1.x or 2.x (https://grafana.com/docs/k6), or point K6_PATH at one.',
    );
  }
  throw new BenchError(
    'K6_FAILED',
    `expected "${path} version" to print a version, found ${answer.found}`,
    'Is it k6, and built for this machine? Point K6_PATH at one that works.',
  );
}
