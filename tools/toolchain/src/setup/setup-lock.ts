import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { ToolchainError } from '../errors.mjs';
import { untilInterrupted } from './interruption.ts';

/** Does `work` while no other set-up of this cache folder runs. @throws ToolchainError SETUP_LOCKED */
export async function withLock(cacheFolder: string, work: () => Promise<void>): Promise<void> {
  const release = await takeLock(cacheFolder);
  try {
    await work();
  } finally {
    await release();
  }
}

/** Makes what is not there, unless the set-up that was waited for has made it; a signal ends it. @throws ToolchainError SETUP_LOCKED */
export async function makeOnce(
  cacheFolder: string,
  isThere: () => boolean,
  make: () => Promise<void>,
): Promise<void> {
  if (isThere()) return;
  await untilInterrupted(() =>
    withLock(cacheFolder, async () => {
      if (!isThere()) await make();
    }),
  );
}

/** Waits for another set-up to end, 15 minutes at most; one that was killed is taken for dead after 10 s. */
async function takeLock(cacheFolder: string): Promise<() => Promise<void>> {
  await mkdir(cacheFolder, { recursive: true });
  const lockfilePath = join(cacheFolder, 'setup.lock');
  try {
    return await lock(cacheFolder, {
      lockfilePath,
      stale: 10_000,
      retries: { forever: true, maxRetryTime: 900_000, minTimeout: 500, maxTimeout: 2000 },
    });
  } catch (cause) {
    throw new ToolchainError(
      'SETUP_LOCKED',
      `${lockfilePath}: expected to get the lock within 15 minutes, found it held by another set-up`,
      'End the other set-up and run this one again.',
      { cause },
    );
  }
}
