import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stdout } from 'node:process';
import { ToolchainError } from '../errors.mjs';
import { isExecutable, onPath } from '../find/on-path.mjs';
import { pins } from '../pins.mjs';
import { cacheFolder as workspaceCache } from '../workspace.mjs';
import { debianLibraries, installDebianPackages } from './install-debian-packages.ts';
import { untilInterrupted } from './interruption.ts';
import type { Outcome } from './run.ts';

/** Says where wrk is, and puts Debian's into the cache folder where there is none. @throws ToolchainError WRK_INSTALL_FAILED */
export async function wrkCommand(): Promise<void> {
  const found = [wrkPath(workspaceCache), ...onPath('wrk')].find(isExecutable);
  if (found !== undefined) {
    stdout.write(`wrk is there: ${found}\n`);
    return;
  }
  if (onPath('apt-get').length === 0 || onPath('dpkg-deb').length === 0) {
    throw failed(`no apt-get and dpkg-deb on PATH (${process.platform})`);
  }
  await untilInterrupted(async () => {
    stdout.write(`wrk is installed: ${await installWrk(workspaceCache)}\n`);
  });
}

/** @returns its path @throws ToolchainError WRK_INSTALL_FAILED */
export async function installWrk(cacheFolder: string): Promise<string> {
  const root = join(cacheFolder, 'wrk');
  const { debianPackages: packages } = pins.wrk;
  const subject = 'wrk from Debian';
  await installDebianPackages({ subject, size: 'less than 1 MB', packages, cacheFolder, root, orFail });
  const path = wrkPath(cacheFolder);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(
    path,
    `#!/bin/sh
# Made by toolchain:wrk.
export LD_LIBRARY_PATH='${debianLibraries(root)}'
exec '${join(root, 'usr/bin/wrk')}' "$@"
`,
  );
  await chmod(path, 0o755);
  return path;
}

/** The bench looks here before PATH. */
const wrkPath = (cacheFolder: string) => join(cacheFolder, 'bin', 'wrk');

function orFail(outcome: Outcome): string {
  if (outcome.state === 'succeeded') return outcome.stdout;
  throw failed(outcome.reason);
}

function failed(found: string): ToolchainError {
  return new ToolchainError(
    'WRK_INSTALL_FAILED',
    `expected apt-get to fetch ${pins.wrk.debianPackages.join(' ')}, found: ${found}`,
    process.platform === 'darwin' ? 'brew install wrk' : 'Install wrk: https://github.com/wg/wrk',
  );
}
