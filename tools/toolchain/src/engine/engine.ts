import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stdout } from 'node:process';
import { lock } from 'proper-lockfile';
import { ToolchainError } from '../errors.mjs';
import { onPath } from '../find/on-path.mjs';
import { untilInterrupted } from '../setup/interruption.ts';
import { daemonAnswers, startDaemon, stopDaemon } from './daemon.ts';
import { installEngine } from './install-engine.ts';
import { engine } from './paths.ts';

const stopped = {
  stopped: 'The engine of this workspace is stopped.',
  'cleaned up': 'The engine of this workspace was killed; what it left behind is removed.',
  none: 'No engine of ours runs.',
} as const;

/** Starts an engine of this workspace's own, installing it if need be, or stops it. @throws ToolchainError */
export async function engineCommand({ stop }: { readonly stop: boolean }): Promise<void> {
  const release = await takeLock();
  try {
    await startOrStop(stop);
  } finally {
    await release();
  }
}

/** One command at a time: what one starts, another would take for what a killed engine left behind. */
async function takeLock(): Promise<() => Promise<void>> {
  await mkdir(engine.folder, { recursive: true });
  const lockfilePath = join(engine.folder, 'command.lock');
  try {
    return await lock(engine.folder, {
      lockfilePath,
      stale: 10_000,
      retries: { forever: true, maxRetryTime: 600_000, minTimeout: 500, maxTimeout: 500 },
    });
  } catch (cause) {
    throw new ToolchainError(
      'ENGINE_LOCKED',
      `${lockfilePath}: expected to get the lock within 10 minutes, found it held by another start or stop of the engine`,
      'End the other command and run this one again.',
      { cause },
    );
  }
}

async function startOrStop(stop: boolean): Promise<void> {
  if (stop) {
    stdout.write(`${stopped[await stopDaemon()]}\n`);
    return;
  }
  if (await daemonAnswers()) {
    stdout.write(`The engine of this workspace runs already: ${engine.client}\n`);
    return;
  }
  refuseWhereImpossible();
  await untilInterrupted(async () => {
    await installEngine();
    await startDaemon();
    stdout.write(
      `An engine of this workspace runs; its client is ${engine.client}\nStop it: npx nx run toolchain:engine --stop\n`,
    );
  });
}

function refuseWhereImpossible(): void {
  const root = process.getuid?.() === 0;
  const debian = onPath('apt-get').length > 0 && onPath('dpkg-deb').length > 0;
  if (process.platform === 'linux' && root && debian) return;
  const found = [process.platform, root ? 'root' : 'not root', debian ? 'apt' : 'no apt'].join(', ');
  throw new ToolchainError(
    'ENGINE_UNSUPPORTED',
    `expected Debian or Ubuntu and root, found ${found}`,
    'Install any engine with a Docker-compatible client: https://docs.docker.com/engine/install/',
  );
}
