import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BenchError } from '../errors/bench-error.ts';
import { replaceFile } from '../report/replace-file.ts';
import { type Result, resultSchema } from '../schema/result.ts';
import { renderJson } from '../text/json.ts';

/** Folder of all results of a workspace, and of one server's. Nx caches the latter. */
export const benchFolder = (workspaceRoot: string) => join(workspaceRoot, 'dist', 'bench');
export const serverFolder = (workspaceRoot: string, server: string) =>
  join(benchFolder(workspaceRoot), server);

export async function clearServerFolder(workspaceRoot: string, server: string): Promise<string> {
  const folder = serverFolder(workspaceRoot, server);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

export async function writeResult(workspaceRoot: string, result: Result): Promise<void> {
  const file = join(serverFolder(workspaceRoot, result.server), 'result.json');
  await replaceFile(file, renderJson(result));
}

/** The results of the named servers that are there, or of all. @throws RESULT_INVALID */
export async function readResults(workspaceRoot: string, servers?: readonly string[]): Promise<Result[]> {
  const names = servers ?? (await readdir(benchFolder(workspaceRoot)).catch(() => []));
  const read = await Promise.all([...names].sort().map((server) => readResult(workspaceRoot, server)));
  return read.filter((result) => result !== undefined);
}

async function readResult(workspaceRoot: string, server: string): Promise<Result | undefined> {
  const file = join(serverFolder(workspaceRoot, server), 'result.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return resultSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new BenchError(
      'RESULT_INVALID',
      `expected a result of schema version 1 in ${file}, found something else: ${(cause as Error).message}`,
      `Remove the file and run the bench of "${server}" again.`,
      { cause },
    );
  }
}
