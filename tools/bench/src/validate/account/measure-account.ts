import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BenchError, toFailure } from '../../errors/bench-error.ts';
import { processLauncher } from '../../launch/process/process-launcher.ts';
import { benchOptionsSchema } from '../../schema/options.ts';
import type { Shape } from './shapes.ts';

/** What an account said of a server, held against what the kernel told the server of itself. */
export type AccountTrial = { shape: Shape } & (
  | { state: 'counted'; kind: 'cgroup' | 'process'; accountMicros: number; ownMicros: number }
  | { state: 'refused'; code: string }
);

const concurrent = 4;

/** Launches a server of the shape, lets it answer its requests, and reads its account just before its end. */
export async function measureAccount(
  shape: Shape,
  account: 'cgroup' | 'process',
  workspaceRoot: string,
): Promise<AccountTrial> {
  const folder = join(workspaceRoot, 'dist', 'validation');
  const logFile = join(folder, 'account.log');
  await mkdir(folder, { recursive: true });
  await rm(logFile, { force: true });
  try {
    const running = await processLauncher.launch({
      server: `validation-${shape.shape}`,
      options: benchOptionsSchema.parse({
        command: shape.command,
        env: { SHAPE: shape.shape },
        readyPath: '/ready',
        readyTimeout: '60s',
        account,
      }),
      workspaceRoot,
      logFile,
      signal: new AbortController().signal,
    });
    let accountMicros: number;
    let fault: BenchError | undefined;
    try {
      running.usage();
      await Promise.race([requestAll(running.url, shape.requests, () => void running.usage()), running.died]);
      // What is on its way out, such as a thread, is gone then.
      await sleep(300);
      accountMicros = running.usage().cpuMicros;
      fault = running.accountFault?.();
    } finally {
      await running.stop();
    }
    if (fault) return { shape, state: 'refused', code: fault.code };
    const ownMicros = [...(await readFile(logFile, 'utf8')).matchAll(/^cpu (\d+)$/gm)]
      .map(([, micros]) => Number(micros))
      .reduce((sum, micros) => sum + micros, 0);
    return { shape, state: 'counted', kind: running.account.kind, accountMicros, ownMicros };
  } catch (thrown) {
    if (thrown instanceof BenchError) return { shape, state: 'refused', code: toFailure(thrown).code };
    throw thrown;
  }
}

async function requestAll(url: string, requests: number, afterEach: () => void): Promise<void> {
  let left = requests;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      await (await fetch(`${url}/work`, { headers: { connection: 'close' } })).text();
      if (left % 10 === 0) afterEach();
    }
  };
  await Promise.all(Array.from({ length: concurrent }, one));
}
