// Plain JavaScript, since Nx runs it as a program for the cache key and Node 20 reads no TypeScript.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import satisfies from 'semver/functions/satisfies.js';

/**
 * A k6 that can be used, or why there is none: of several that cannot, the first. `version` is such as `v1.8.1`, `extensions` such as
 * `github.com/grafana/xk6-sql v1.0.4`, sorted; `build` is all that `k6 version` prints, in one line.
 * @typedef {{ state: 'found', path: string, version: string, extensions: string[], build: string }
 *   | { state: 'unsupported', path: string, version: string }
 *   | { state: 'broken', path: string, found: string }
 *   | { state: 'missing' }} FoundK6
 */

/** Versions that this plugin drives. 1.0 runs TypeScript as it is. A 3 may have another summary. */
export const k6Range = '>=1.0.0 <3.0.0';

/**
 * The one way to a k6: the one named, else the workspace's own, else the first on PATH that is of the range. `toolchain` is the folder that
 * set-up installs into, `searchPath` in the form of PATH.
 * @param {{ named?: string | undefined, workspaceRoot: string, toolchain?: string | undefined, searchPath?: string | undefined }} where
 * @returns {FoundK6}
 */
export function locateK6({ named, searchPath, ...where }) {
  const paths = named ? [named] : placesOf('k6', where, searchPath);
  /** @type {FoundK6} */
  let last = { state: 'missing' };
  for (const path of paths.filter(isExecutable)) {
    const found = examine(path);
    if (found.state === 'found') return found;
    if (last.state === 'missing') last = found;
  }
  return last;
}

/** @param {string} path @returns {FoundK6} */
function examine(path) {
  const { stdout, stderr, status, error } = spawnSync(path, ['version'], {
    encoding: 'utf8',
    timeout: 30_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = stdout ?? '';
  const version = /\bv\d+\.\d+\.\d+\S*/.exec(said)?.[0];
  if (version === undefined) {
    const found = error ? error.message : `exit code ${status}: ${stderr || said || 'no output'}`;
    return { state: 'broken', path, found };
  }
  const isOfRange = satisfies(version, k6Range, { includePrerelease: true });
  return isOfRange
    ? {
        state: 'found',
        path,
        version,
        extensions: extensionsIn(said),
        build: said.trim().replace(/\s+/g, ' '),
      }
    : { state: 'unsupported', path, version };
}

/**
 * As `k6 version` lists them, such as `github.com/grafana/xk6-sql v1.0.4`: an extension is listed once for each of its modules.
 * @param {string} said
 */
function extensionsIn(said) {
  const [, list = ''] = said.split(/^Extensions:$/m);
  const names = list.split('\n').map((line) => /^\s+(\S+ [^\s,]+)/.exec(line)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

/**
 * A generator by its name: the workspace's own, else the first on PATH.
 * @param {string} name
 * @param {string} workspaceRoot
 * @returns {string | undefined} its path
 */
export function findGenerator(name, workspaceRoot) {
  return placesOf(name, { workspaceRoot }).find(isExecutable);
}

/**
 * @param {string} name
 * @param {{ workspaceRoot: string, toolchain?: string | undefined }} where
 * @param {string} [searchPath]
 */
function placesOf(
  name,
  { workspaceRoot, toolchain = toolchainOf(workspaceRoot) },
  searchPath = process.env.PATH ?? '',
) {
  const folders = [join(toolchain, 'bin'), ...searchPath.split(delimiter)];
  return folders.filter((folder) => folder !== '').map((folder) => join(folder, name));
}

/** Where set-up installs: WASI_BENCH_TOOLCHAIN names another folder than the workspace's own. @param {string} workspaceRoot */
const toolchainOf = (workspaceRoot) =>
  resolve(workspaceRoot, process.env.WASI_BENCH_TOOLCHAIN ?? '.toolchain');

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
