import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BenchError } from '../errors/bench-error.ts';
import { replaceFile } from '../report/replace-file.ts';
import { type Result, resultSchema } from '../schema/result.ts';
import {
  removeServerFolderIn,
  resultFile,
  resultFilesIn,
  serverFolderIn,
  serversIn,
} from '../system/server-folders.ts';
import { renderJson } from '../text/json.ts';

/** Folder of all results of a workspace, of one server's, which Nx caches, and in it of those within one of several CPU limits. */
export const benchFolder = (workspaceRoot: string) => join(workspaceRoot, 'dist', 'bench');
/** @throws SERVER_NAME_UNUSABLE */
export const serverFolder = (workspaceRoot: string, server: string) =>
  serverFolderIn(benchFolder(workspaceRoot), server);
/** @param folder of all results, such as `benchFolder` */
export const resultFolder = (folder: string, { server, cpus }: Pick<Result, 'server' | 'cpus'>) =>
  join(serverFolderIn(folder, server), ...(cpus === undefined ? [] : [`${cpus}-cpus`]));

/** What a server's folder holds of it; the results of others in it stay. @param folder of all results */
export const clearServerFolder = (folder: string, server: string): Promise<void> =>
  removeServerFolderIn(folder, server);

export async function writeResult(folder: string, result: Result): Promise<void> {
  const own = resultFolder(folder, result);
  await mkdir(own, { recursive: true });
  await replaceFile(join(own, resultFile), renderJson(result));
}

/** The results of the named servers that are there, or of all; of one server by their limits. @throws RESULT_INVALID */
export async function readResults(workspaceRoot: string, servers?: readonly string[]): Promise<Result[]> {
  const names = servers ?? (await serversIn(benchFolder(workspaceRoot)));
  const folders = [...names].sort().map((server) => serverFolder(workspaceRoot, server));
  const read = await Promise.all(folders.map(resultsIn));
  return read.flat();
}

/** Those of one server, by their limits. Files of other kinds, and a folder without a result, are passed over. */
async function resultsIn(folder: string): Promise<Result[]> {
  const files = await resultFilesIn(folder);
  const results = await Promise.all(files.map(readResult));
  return results
    .filter((result) => result !== undefined)
    .sort((one, other) => (one.cpus ?? 0) - (other.cpus ?? 0));
}

async function readResult(file: string): Promise<Result | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return resultSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new BenchError(
      'RESULT_INVALID',
      `expected a result of schema version 1 in ${file}, found something else: ${(cause as Error).message}`,
      'Remove the file and run the bench of its server again.',
      { cause },
    );
  }
}
