import { posix } from 'node:path';

/** A folder as Nx names one, `load/k6` for `./load/k6/`; undefined of one that is not in the workspace. */
export function folderInWorkspace(folder: string): string | undefined {
  const path = posix.normalize(folder).replace(/\/$/, '');
  return /^(\/|\.\.(\/|$))/.test(path) ? undefined : path;
}
