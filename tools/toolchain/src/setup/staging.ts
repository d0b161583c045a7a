import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const prefix = 'staging-';

/** Gives `work` an empty folder inside the cache folder, on the same file system, and removes it afterwards. */
export async function withStaging<T>(cacheFolder: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(cacheFolder, prefix));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts a finished file or folder in its place in one step, so that nobody ever sees half of it. */
export async function moveInPlace(finished: string, place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  await rm(place, { recursive: true, force: true });
  await rename(finished, place);
}

/** Removes the staging folders of set-ups that were killed. Only under the lock. */
export async function removeLeftovers(cacheFolder: string): Promise<void> {
  const names = await readdir(cacheFolder);
  const leftovers = names.filter((name) => name.startsWith(prefix));
  await Promise.all(leftovers.map((name) => rm(join(cacheFolder, name), { recursive: true, force: true })));
}
