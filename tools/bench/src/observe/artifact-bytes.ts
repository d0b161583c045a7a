import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Reading } from '../schema/result.ts';

/** Bytes of the files and folders that a server is shipped as. */
export async function artifactBytes(artifacts: readonly string[], workspaceRoot: string): Promise<Reading> {
  if (artifacts.length === 0) return { state: 'unknown', reason: 'no "artifacts" are declared' };
  try {
    const sizes = await Promise.all(artifacts.map((artifact) => sizeOf(resolve(workspaceRoot, artifact))));
    return { state: 'known', value: sizes.reduce((sum, bytes) => sum + bytes, 0) };
  } catch (error) {
    return { state: 'unknown', reason: (error as Error).message };
  }
}

async function sizeOf(path: string): Promise<number> {
  const status = await stat(path);
  if (!status.isDirectory()) return status.size;
  const sizes = await Promise.all((await readdir(path)).map((name) => sizeOf(join(path, name))));
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}
