import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchError } from '../../../bench/src/errors/bench-error.ts';
import { toFailure } from '../../../bench/src/errors/bench-error.ts';
import { processLauncher } from '../../../bench/src/launch/process/process-launcher.ts';
import { benchOptionsSchema } from '../../../bench/src/schema/options.ts';
import { anySignal } from '../../../bench/src/system/any-signal.ts';
import type { Shape } from './shapes.ts';

export type AccountKind = 'cgroup' | 'process';

/** What an account said of a server, held against what the kernel told the server of itself. */
export type AccountTrial = { shape: Shape } & (
  | { state: 'counted'; kind: AccountKind; accountMicros: number; ownMicros: number }
  | { state: 'refused'; code: string; message: string }
);

const concurrent = 4;
const mostTrialMs = 120_000;

/**
 * Launches a server of the shape, lets it answer its requests, and reads its account just before its end. Whatever goes wrong
 * with the server is the trial's answer. @throws the reason of `signal`
 */
export async function measureAccount(
  shape: Shape,
  account: AccountKind,
  { workspaceRoot, signal }: { workspaceRoot: string; signal: AbortSignal },
): Promise<AccountTrial> {
  const folder = join(workspaceRoot, 'dist', 'validation');
  const logFile = join(folder, 'account.log');
  await mkdir(folder, { recursive: true });
  await rm(logFile, { force: true });
  const untilOver = anySignal(signal, AbortSignal.timeout(mostTrialMs));
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
      signal: untilOver,
    });
    let accountMicros: number;
    let fault: BenchError | undefined;
    try {
      running.usage();
      const answered = requestAll(running.url, shape.requests, untilOver, () => void running.usage());
      await Promise.race([answered, running.died]);
      // What is on its way out, such as a thread, is gone then.
      await sleep(300);
      accountMicros = running.usage().cpuMicros;
      fault = running.accountFault?.();
    } finally {
      await running.stop();
    }
    if (fault) throw fault;
    const ownMicros = [...(await readFile(logFile, 'utf8')).matchAll(/^cpu (\d+)$/gm)]
      .map(([, micros]) => Number(micros))
      .reduce((sum, micros) => sum + micros, 0);
    // The launcher process has no other.
    const kind = running.account.kind as AccountKind;
    return { shape, state: 'counted', kind, accountMicros, ownMicros };
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, message } = toFailure(thrown);
    return { shape, state: 'refused', code, message };
  }
}

async function requestAll(
  url: string,
  requests: number,
  signal: AbortSignal,
  afterEach: () => void,
): Promise<void> {
  let left = requests;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      await (await fetch(`${url}/work`, { headers: { connection: 'close' }, signal })).text();
      if (left % 10 === 0) afterEach();
    }
  };
  await Promise.all(Array.from({ length: concurrent }, one));
}
