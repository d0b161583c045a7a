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
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'k6'));
  const candidates = named ? [named] : [join(workspaceRoot, '.toolchain', 'bin', 'k6'), ...onPath];
  return candidates.find((path) => {
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
  const { stdout, stderr, status, error } = spawnSync(path, ['version'], { encoding: 'utf8' });
  const version = /\bv\d+\.\d+\.\d+\S*/.exec(stdout ?? '')?.[0];
  if (version) return { version };
  return { found: error ? error.message : `exit code ${status}: ${stderr || stdout || 'no output'}` };
}
