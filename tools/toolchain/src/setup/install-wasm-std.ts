import { ToolchainError } from '../errors.mjs';
import { onPath } from '../find/on-path.mjs';
import { findWasmStd, wantedWasmStd } from '../find/wasm-std.mjs';
import { pins } from '../pins.mjs';
import { workspaceRoot } from '../workspace.mjs';
import { installDebianRust } from './install-debian-rust.ts';
import { withProgress } from './progress.ts';
import { run } from './run.ts';

const addTarget = ['target', 'add', pins.wasm.target];

/** By rustup where that works, else from Debian's archive. @throws ToolchainError WASM_STD_MISSING */
export async function installWasmStd(cacheFolder: string): Promise<void> {
  const wanted = wantedWasmStd();
  const reasons: string[] = [];
  if (wanted !== 'debian') {
    const reason = await byRustup();
    if (reason === undefined) return;
    reasons.push(reason);
  }
  if (wanted !== 'rustup') {
    if (onPath('apt-get').length > 0 && onPath('dpkg-deb').length > 0) return installDebianRust(cacheFolder);
    reasons.push('apt-get and dpkg-deb: not on PATH');
  }
  throw new ToolchainError(
    'WASM_STD_MISSING',
    `expected to get a Rust std for ${pins.wasm.target}, found no way:\n${reasons.join('\n')}`,
    onPath('rustup').length > 0
      ? `rustup ${addTarget.join(' ')}`
      : `Install rustup (https://rustup.rs), then: rustup ${addTarget.join(' ')}`,
  );
}

/** Why it did not work, or nothing when the std is there now. */
async function byRustup(): Promise<string | undefined> {
  if (onPath('rustup').length === 0) return 'rustup: not on PATH';
  try {
    await withProgress(`Rust std for ${pins.wasm.target}`, async (step) => {
      step(`rustup ${addTarget.join(' ')}`);
      const added = await run('rustup', addTarget, { cwd: workspaceRoot, timeout: 180_000 });
      if (added.state === 'failed') throw new RustupFailed(added.reason);
    });
  } catch (error) {
    if (error instanceof RustupFailed) return `rustup ${addTarget.join(' ')}: ${error.message}`;
    throw error;
  }
  const std = await findWasmStd({ wanted: 'rustup' });
  return std.state === 'found'
    ? undefined
    : 'rustup: added the target to another compiler than the one on PATH (rustc --print sysroot)';
}

class RustupFailed extends Error {}
