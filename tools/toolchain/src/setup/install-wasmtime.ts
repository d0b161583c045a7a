import { join } from 'node:path';
import { stdout } from 'node:process';
import { ToolchainError } from '../errors.mjs';
import { isExecutable, onPath } from '../find/on-path.mjs';
import { wasmtimeInstallPath } from '../find/wasmtime.mjs';
import { pins } from '../pins.mjs';
import { cacheFolder as workspaceCache, workspaceRoot } from '../workspace.mjs';
import { withProgress } from './progress.ts';
import { run } from './run.ts';
import { makeOnce } from './setup-lock.ts';
import { moveInPlace, withStaging } from './staging.ts';

/** Its Cargo.lock holds the hash of every crate that is compiled. */
const crate = join(workspaceRoot, 'tools/toolchain/wasmtime');

/** Says where `wasmtime serve` is, and compiles it where it is not. @throws ToolchainError CARGO_MISSING, WASMTIME_INSTALL_FAILED */
export async function wasmtimeCommand(): Promise<void> {
  const path = wasmtimeInstallPath(workspaceCache);
  const isThere = () => isExecutable(path);
  await makeOnce(workspaceCache, isThere, () => compile(path));
  if (isThere()) stdout.write(`wasmtime serve ${pins.wasmtime.version} is there: ${path}\n`);
}

async function compile(place: string): Promise<void> {
  if (onPath('cargo').length === 0) {
    throw new ToolchainError(
      'CARGO_MISSING',
      'expected Cargo on PATH, to compile wasmtime with, found none',
      'Install Rust (https://rustup.rs).',
    );
  }
  await withStaging(workspaceCache, (staging) =>
    withProgress(`wasmtime ${pins.wasmtime.version}`, async (step) => {
      step('compiling, takes 10 to 20 minutes');
      const built = await run('cargo', ['build', '--release', '--locked', '--target-dir', staging], {
        cwd: crate,
      });
      if (built.state === 'failed') {
        throw new ToolchainError(
          'WASMTIME_INSTALL_FAILED',
          `cargo build --release --locked failed in ${crate}:\n${built.reason}`,
          'Is crates.io reachable, and Rust as new as the workspace needs (npm run doctor)?',
        );
      }
      await moveInPlace(join(staging, 'release/wasmtime-serve'), place);
    }),
  );
}
