import { join } from 'node:path';
import satisfies from 'semver/functions/satisfies.js';
import { pins } from '../pins.mjs';
import { cacheFolder } from '../workspace.mjs';
import { ask } from './ask.mjs';
import { isExecutable, onPath } from './on-path.mjs';

/**
 * @typedef {{ state: 'found', path: string, version: string, source: 'path' | 'toolchain' }
 *   | { state: 'missing', fix: string }} K6
 */

/**
 * The k6 to use: the first on PATH in a version that we can drive, else the one that set-up installed.
 * `version` is without a leading `v`.
 * @param {{ searchPath?: string | undefined, cacheFolder?: string }} [where]
 * @returns {Promise<K6>}
 */
export async function findK6(where = {}) {
  for (const path of onPath('k6', where.searchPath)) {
    const version = await k6Version(path);
    if (version !== undefined && satisfies(version, pins.k6.range)) {
      return { state: 'found', path, version, source: 'path' };
    }
  }
  const installed = k6InstallPath(where.cacheFolder);
  if (isExecutable(installed)) {
    const version = await k6Version(installed);
    if (version === pins.k6.version) return { state: 'found', path: installed, version, source: 'toolchain' };
  }
  return { state: 'missing', fix: k6Fix() };
}

/** Where set-up puts its k6. */
export function k6InstallPath(folder = cacheFolder) {
  return join(folder, 'bin', 'k6');
}

function k6Fix() {
  if (process.platform === 'darwin') return 'brew install k6';
  return 'node tools/toolchain/bin/setup.mjs (it needs Go: https://go.dev/dl/)';
}

/** @param {string} path */
async function k6Version(path) {
  return /^k6 v(\d+\.\d+\.\d+\S*)/.exec((await ask(path, ['version'])) ?? '')?.[1];
}
