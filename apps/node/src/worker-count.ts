import os from 'node:os';

import { StartError } from './start-error.ts';

/** `WEB_CONCURRENCY` processes, by default one for each core that this process may use. */
export function workerCount(env: NodeJS.ProcessEnv): number {
  const count = env.WEB_CONCURRENCY || String(os.availableParallelism());
  if (!/^[1-9]\d{0,3}$/.test(count)) {
    throw new StartError(
      'WEB_CONCURRENCY_INVALID',
      `WEB_CONCURRENCY must be a whole number from 1 to 9999, found ${JSON.stringify(count)}; unset it for one process a core`,
    );
  }
  return Number(count);
}
