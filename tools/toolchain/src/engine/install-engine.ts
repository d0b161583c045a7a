import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ToolchainError } from '../errors.mjs';
import { isExecutable } from '../find/on-path.mjs';
import { pins } from '../pins.mjs';
import {
  downloadPackages,
  packagesOf,
  planInstall,
  privateApt,
  unpackPackages,
} from '../setup/debian-packages.ts';
import { withProgress } from '../setup/progress.ts';
import type { Outcome } from '../setup/run.ts';
import { moveInPlace, withStaging } from '../setup/staging.ts';
import { cacheFolder } from '../workspace.mjs';
import { engine, engineLibraries } from './paths.ts';

/**
 * Unpacks Debian's Docker into the cache folder. Installing the package would start an engine of the system at
 * every boot; this changes nothing outside. @throws ToolchainError ENGINE_INSTALL_FAILED
 */
export async function installEngine(): Promise<void> {
  if (!isExecutable(join(engine.root, 'usr/sbin/dockerd'))) await unpackEngine();
  await mkdir(dirname(engine.client), { recursive: true });
  await writeClient(engine.client, 'docker', `--host 'unix://${engine.socket}'`);
  await writeClient(engine.containerdClient, 'ctr', `--address '${engine.containerdSocket}'`);
}

async function unpackEngine(): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  await withStaging(cacheFolder, (staging) =>
    withProgress('Docker from Debian', async (step) => {
      step('reading the package lists');
      const apt = await privateApt(staging);
      const packages = packagesOf(orFail(await planInstall(apt, pins.engine.debianPackages)));
      step(`downloading ${packages.length} packages, about 65 MB`);
      orFail(await downloadPackages(apt, packages, staging));
      step('unpacking');
      const root = join(staging, 'root');
      await unpackPackages(staging, root, ['./usr/share']);
      await moveInPlace(root, engine.root);
    }),
  );
}

async function writeClient(file: string, program: string, address: string): Promise<void> {
  const script = `#!/bin/sh
# Made by toolchain:engine: a client of the engine of this workspace.
export LD_LIBRARY_PATH='${engineLibraries}'
exec '${join(engine.root, 'usr/bin', program)}' ${address} "$@"
`;
  await writeFile(file, script);
  await chmod(file, 0o755);
}

function orFail(outcome: Outcome): string {
  if (outcome.state === 'succeeded') return outcome.stdout;
  throw new ToolchainError(
    'ENGINE_INSTALL_FAILED',
    `expected apt-get to fetch ${pins.engine.debianPackages.join(' ')}, found: ${outcome.reason}`,
    'Install any engine with a Docker-compatible client: https://docs.docker.com/engine/install/',
  );
}
