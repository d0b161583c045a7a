import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stdout } from 'node:process';
import { lock } from 'proper-lockfile';
import { ToolchainError } from '../errors.mjs';
import { onPath } from '../find/on-path.mjs';
import { pins } from '../pins.mjs';
import { untilInterrupted } from '../setup/interruption.ts';
import { withProgress } from '../setup/progress.ts';
import { isClusterRunning, startCluster, stopCluster } from './cluster.ts';
import { installKubernetes, isInstalled } from './install.ts';
import { cluster } from './paths.ts';

const { version } = pins.kubernetes;
const needed = ['unshare', 'nsenter', 'mount'];

/**
 * Starts a Kubernetes of one node of this workspace's own, making it if need be, or stops it. `onlyIfBuilt` makes nothing that takes
 * minutes. @throws ToolchainError
 */
export async function kubernetesCommand(of: {
  readonly stop: boolean;
  readonly onlyIfBuilt: boolean;
}): Promise<void> {
  const release = await takeLock();
  try {
    if (of.stop) await stop();
    else await untilInterrupted(() => start(of.onlyIfBuilt));
  } finally {
    await release();
  }
}

async function stop(): Promise<void> {
  const what = await stopCluster();
  stdout.write(
    what === 'stopped' ? 'The cluster of this workspace is stopped.\n' : 'No cluster of ours runs.\n',
  );
}

async function start(onlyIfBuilt: boolean): Promise<void> {
  if (await isClusterRunning()) {
    stdout.write(`The cluster of this workspace runs already: ${cluster.kubectl}\n`);
    return;
  }
  refuseWhereImpossible();
  if (onlyIfBuilt && !(await isInstalled())) {
    throw new ToolchainError(
      'KUBERNETES_NOT_BUILT',
      `expected a built Kubernetes ${version} in ${cluster.folder}, found none`,
      'npx nx run toolchain:kubernetes, which takes 5 to 15 minutes once',
    );
  }
  await installKubernetes();
  // What was killed may have left cgroups and files.
  await stopCluster();
  await withProgress(`cluster of Kubernetes ${version}`, startCluster);
  stdout.write(
    `A cluster of this workspace runs; its client is ${cluster.kubectl}\nStop it: npx nx run toolchain:kubernetes --stop\n`,
  );
}

/** One command at a time: what one starts, another would take for what a killed one left behind. */
async function takeLock(): Promise<() => Promise<void>> {
  await mkdir(cluster.folder, { recursive: true });
  const lockfilePath = join(cluster.folder, 'command.lock');
  try {
    return await lock(cluster.folder, {
      lockfilePath,
      stale: 10_000,
      retries: { forever: true, maxRetryTime: 1_800_000, minTimeout: 500, maxTimeout: 500 },
    });
  } catch (cause) {
    throw new ToolchainError(
      'KUBERNETES_LOCKED',
      `${lockfilePath}: expected to get the lock within 30 minutes, found it held by another start or stop of the cluster`,
      'End the other command and run this one again.',
      { cause },
    );
  }
}

function refuseWhereImpossible(): void {
  const root = process.getuid?.() === 0;
  const debian = onPath('apt-get').length > 0 && onPath('dpkg-deb').length > 0;
  const missing = needed.filter((program) => onPath(program).length === 0);
  // It stands in configuration files and scripts.
  const isPlain = /^[\w./+@-]+$/.test(cluster.folder);
  if (process.platform === 'linux' && root && debian && missing.length === 0 && isPlain) return;
  const found = [
    process.platform,
    root ? 'root' : 'not root',
    debian ? 'apt' : 'no apt',
    ...missing.map((program) => `no ${program}`),
    ...(isPlain
      ? []
      : [`the folder ${cluster.folder}, whose name has other characters than letters, digits and ./_+@-`]),
  ].join(', ');
  throw new ToolchainError(
    'KUBERNETES_UNSUPPORTED',
    `expected Debian or Ubuntu, root and the programs of util-linux, found ${found}`,
    'Use a cluster that you have, such as one of kind, k3d or minikube, by --context: docs/kubernetes.md',
  );
}
