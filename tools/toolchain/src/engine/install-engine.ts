import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ToolchainError } from '../errors.mjs';
import { isExecutable } from '../find/on-path.mjs';
import { pins } from '../pins.mjs';
import { installDebianPackages } from '../setup/install-debian-packages.ts';
import type { Outcome } from '../setup/run.ts';
import { cacheFolder } from '../workspace.mjs';
import { engine, engineLibraries } from './paths.ts';

/**
 * Unpacks Debian's Docker into the cache folder. Installing the package would start an engine of the system at
 * every boot; this changes nothing outside. @throws ToolchainError ENGINE_INSTALL_FAILED
 */
export async function installEngine(): Promise<void> {
  if (!isExecutable(join(engine.root, 'usr/sbin/dockerd'))) {
    await installDebianPackages({
      subject: 'Docker from Debian',
      size: 'about 65 MB',
      packages: pins.engine.debianPackages,
      cacheFolder,
      root: engine.root,
      orFail,
    });
  }
  await mkdir(dirname(engine.client), { recursive: true });
  await writeClient(engine.client, 'docker', `--host 'unix://${engine.socket}'`);
  await writeClient(engine.containerdClient, 'ctr', `--address '${engine.containerdSocket}'`);
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
