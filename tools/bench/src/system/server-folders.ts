import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BenchError } from '../errors/bench-error.ts';

/**
 * A folder of results has one folder for each server, named as the server is. A name may be of several parts
 * (`@acme/api`), and one server's may begin with another's (`backend`, `backend/api`): its folder then stands in the other's,
 * and is none of it.
 */
export const resultFile = 'result.json';

/** Of a server's results within one of several CPU limits: a folder in its own. */
const limitFolder = /^[\d.e-]+-cpus$/;

/** What the suite itself writes into a folder of results. */
const ofTheSuite = /^(report\..+|re(port|sult)\.v1\.schema\.json|history\.jsonl)$/;

/** @throws SERVER_NAME_UNUSABLE where it would be no folder below `results`, or one of the suite's files */
export function serverFolderIn(results: string, server: string): string {
  const [first = '', ...others] = server.split('/');
  const isPath = [first, ...others].every((part) => !['', '.', '..'].includes(part) && !part.includes('\0'));
  const isLimit = others.some((part) => limitFolder.test(part));
  if (isPath && !isLimit && !ofTheSuite.test(first)) return join(results, server);
  throw new BenchError(
    'SERVER_NAME_UNUSABLE',
    `expected a project name that a folder of results can have, found "${server}"`,
    'Give the project another name: "name" in its project.json, or "nx": {"name": "…"} in its package.json.',
  );
}

/** The servers that have a result in this folder, sorted; none where there is no such folder. */
export async function serversIn(results: string): Promise<string[]> {
  return (await below(results, '')).sort();
}

async function below(results: string, server: string): Promise<string[]> {
  const entries = await readdir(join(results, server), { withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter((entry) => entry.isDirectory() && (server === '' || !limitFolder.test(entry.name)))
    .map(({ name }) => join(server, name));
  const hasResult = server !== '' && (await firstResult(join(results, server))) !== undefined;
  const inside = (await Promise.all(folders.map((folder) => below(results, folder)))).flat();
  if (!hasResult) return inside;
  // A script of k6's may write a file of that name too, into the folder of a scenario.
  const others = await Promise.all(
    inside.map(async (other) => ((await namesItself(results, other)) ? [other] : [])),
  );
  return [server, ...others.flat()];
}

async function namesItself(results: string, server: string): Promise<boolean> {
  try {
    return JSON.parse((await firstResult(join(results, server))) ?? '')?.server === server;
  } catch {
    return false;
  }
}

/** Where the results of a server are, or may be: of its own folder, and of those of its CPU limits. */
export async function resultFilesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const limits = entries.filter((entry) => entry.isDirectory() && limitFolder.test(entry.name));
  return [folder, ...limits.map(({ name }) => join(folder, name))].map((each) => join(each, resultFile));
}

async function firstResult(folder: string): Promise<string | undefined> {
  for (const file of await resultFilesIn(folder)) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Removes what a server's folder holds of it. */
export async function removeServerFolderIn(results: string, server: string): Promise<void> {
  await removeAllBut(await othersIn(results, server), serverFolderIn(results, server));
}

/** Copies a server's folder without those of others in it, and the files of it that `isTaken` takes by their names. */
export async function copyServerFolder(
  server: string,
  { from, to, isTaken }: { from: string; to: string; isTaken: (name: string) => boolean },
): Promise<void> {
  const others = (await othersIn(from, server)).map((other) => join(serverFolderIn(from, server), other));
  await cp(serverFolderIn(from, server), serverFolderIn(to, server), {
    recursive: true,
    filter: (file) => !others.includes(file) && isTaken(basename(file)),
  });
}

/** From the server's own folder. */
async function othersIn(results: string, server: string): Promise<string[]> {
  const others = (await serversIn(results)).filter((name) => name.startsWith(`${server}/`));
  return others.map((name) => name.slice(server.length + 1));
}

async function removeAllBut(kept: readonly string[], folder: string): Promise<void> {
  if (kept.length === 0) return rm(folder, { recursive: true, force: true });
  for (const name of await readdir(folder)) {
    if (kept.includes(name)) continue;
    const inside = kept.filter((path) => path.startsWith(`${name}/`));
    await removeAllBut(
      inside.map((path) => path.slice(name.length + 1)),
      join(folder, name),
    );
  }
}
