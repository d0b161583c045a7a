import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Every executable of that name on the search path, first match first.
 * @param {string} program
 * @param {string} [searchPath] in the form of the environment variable PATH
 * @returns {string[]} absolute paths
 */
export function onPath(program, searchPath = process.env.PATH ?? '') {
  return searchPath
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .filter(isExecutable);
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
