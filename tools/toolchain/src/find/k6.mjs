import { join } from 'node:path';
import { locateK6 } from '../../../bench/src/load/find-k6.mjs';
import { pins } from '../pins.mjs';
import { cacheFolder, workspaceRoot } from '../workspace.mjs';

/**
 * @typedef {{ state: 'found', path: string, version: string, source: 'path' | 'toolchain' }
 *   | { state: 'missing', fix: string }} K6
 */

/**
 * The k6 that a bench of this workspace uses, which set-up leaves as it is; one that it installed itself has to be the pinned one.
 * `version` is without a leading `v`.
 * @param {{ searchPath?: string | undefined, cacheFolder?: string }} [where]
 * @returns {Promise<K6>}
 */
export async function findK6(where = {}) {
  const installed = k6InstallPath(where.cacheFolder);
  const toolchain = where.cacheFolder ?? cacheFolder;
  const found = locateK6({ workspaceRoot, toolchain, searchPath: where.searchPath });
  if (found.state !== 'found') return { state: 'missing', fix: k6Fix() };
  const version = found.version.replace(/^v/, '');
  if (found.path !== installed) return { state: 'found', path: found.path, version, source: 'path' };
  return version === pins.k6.version
    ? { state: 'found', path: installed, version, source: 'toolchain' }
    : { state: 'missing', fix: k6Fix() };
}

/** Where set-up puts its k6. */
export function k6InstallPath(folder = cacheFolder) {
  return join(folder, 'bin', 'k6');
}

/** Where the k6 2.x of the tests is put: beside the programs that a bench looks for, not among them. */
export function k6TwoInstallPath(folder = cacheFolder) {
  return join(folder, 'k6-2', 'k6');
}

function k6Fix() {
  if (process.platform === 'darwin') return 'brew install k6';
  return 'node tools/toolchain/bin/setup.mjs (it needs Go: https://go.dev/dl/)';
}
