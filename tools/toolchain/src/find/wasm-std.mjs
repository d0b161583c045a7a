import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ToolchainError } from '../errors.mjs';
import { pins } from '../pins.mjs';
import { cacheFolder, workspaceRoot } from '../workspace.mjs';
import { ask } from './ask.mjs';

/**
 * `rustup`: the compiler on PATH has the std in its sysroot, which is where `rustup target add` puts it.
 * `debian`: Debian's compiler and sources in our cache folder, from which Cargo builds the std.
 * @typedef {{ state: 'found', source: 'rustup', sysroot: string }
 *   | { state: 'found', source: 'debian', prefix: string }
 *   | { state: 'missing', fix: string }} WasmStd
 */

/**
 * The std for our Wasm target.
 * @param {{ wanted?: 'rustup' | 'debian' | undefined, cacheFolder?: string }} [where] `wanted` rules the other out;
 *   by default the environment variable WASI_BENCH_WASM_STD
 * @returns {Promise<WasmStd>}
 * @throws {ToolchainError} WASM_STD_UNKNOWN
 */
export async function findWasmStd(where = {}) {
  const wanted = where.wanted ?? wantedWasmStd();
  if (wanted !== 'debian') {
    const sysroot = await ask('rustc', ['--print', 'sysroot'], { cwd: workspaceRoot });
    if (sysroot !== undefined && existsSync(join(sysroot, 'lib', 'rustlib', pins.wasm.target, 'lib'))) {
      return { state: 'found', source: 'rustup', sysroot };
    }
  }
  if (wanted !== 'rustup') {
    const prefix = debianPrefix(where.cacheFolder);
    if (existsSync(join(prefix, 'bin', 'rustc'))) return { state: 'found', source: 'debian', prefix };
  }
  return {
    state: 'missing',
    fix: wanted === 'debian' ? 'node tools/toolchain/bin/setup.mjs' : `rustup target add ${pins.wasm.target}`,
  };
}

/** Where set-up unpacks Debian's Rust: the `/usr` of those packages. */
export function debianPrefix(folder = cacheFolder) {
  return join(folder, 'debian-rust', 'usr');
}

/**
 * @param {string | undefined} [value]
 * @returns {'rustup' | 'debian' | undefined}
 */
export function wantedWasmStd(value = process.env.WASI_BENCH_WASM_STD) {
  if (value === undefined || value === '') return undefined;
  if (value === 'rustup' || value === 'debian') return value;
  throw new ToolchainError(
    'WASM_STD_UNKNOWN',
    `the environment variable WASI_BENCH_WASM_STD: expected "rustup" or "debian", found "${value}"`,
    'Unset it to let set-up choose.',
  );
}
