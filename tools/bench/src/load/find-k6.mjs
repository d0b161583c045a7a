// Plain JavaScript, since Nx runs it as a program for the cache key and Node 20 reads no TypeScript.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The k6 to use: the one named, else the workspace's own, else the first on PATH.
 * @param {{ named?: string | undefined, workspaceRoot: string }} where
 * @returns {string | undefined} its path
 */
export function findK6Path({ named, workspaceRoot }) {
  return firstExecutable(named ? [named] : placesOf('k6', workspaceRoot));
}

/**
 * A generator by its name: the workspace's own, else the first on PATH.
 * @param {string} name
 * @param {string} workspaceRoot
 * @returns {string | undefined} its path
 */
export function findGenerator(name, workspaceRoot) {
  return firstExecutable(placesOf(name, workspaceRoot));
}

/** @param {string} name @param {string} workspaceRoot */
function placesOf(name, workspaceRoot) {
  const folders = [join(workspaceRoot, '.toolchain', 'bin'), ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, name));
}

/** @param {string[]} paths */
function firstExecutable(paths) {
  return paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * What `k6 version` says of itself.
 * @param {string} path
 * @returns {{ version: string } | { found: string }} the version, such as `v1.8.1`, or what was printed instead
 */
export function readK6Version(path) {
  const { stdout, stderr, status, error } = spawnSync(path, ['version'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  const version = /\bv\d+\.\d+\.\d+\S*/.exec(stdout ?? '')?.[0];
  if (version) return { version };
  return { found: error ? error.message : `exit code ${status}: ${stderr || stdout || 'no output'}` };
}
