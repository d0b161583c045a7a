import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resultFilesIn, serversIn } from '../system/server-folders.ts';

/** Polled, because file events differ between systems and are lost on network file systems. */
const everyMs = 1000;

/** Changes whenever a result in `folder` is written, added or removed. */
async function stateOf(folder: string): Promise<string> {
  const names = await serversIn(folder);
  const files = await Promise.all(names.map((name) => resultFilesIn(join(folder, name))));
  const states = files.flat().map(async (file) => {
    const found = await stat(file).catch(() => undefined);
    return found ? `${file}:${found.mtimeMs}:${found.size}` : '';
  });
  return (await Promise.all(states)).join('\n');
}

/** Calls `changed` at once and after every change of a result in `folder`, until `signal` is aborted. */
export async function watchResults(
  folder: string,
  changed: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let seen: string | undefined;
  while (!signal.aborted) {
    const state = await stateOf(folder);
    if (state !== seen) {
      seen = state;
      await changed();
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
