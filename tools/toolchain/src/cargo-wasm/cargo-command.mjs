import { join } from 'node:path';
import { pins } from '../pins.mjs';

/** @typedef {Extract<import('../find/wasm-std.mjs').WasmStd, { state: 'found' }>} FoundWasmStd */

/**
 * The Cargo command that builds for Wasm with the std that is there.
 * With Debian's Rust, Cargo builds the std too (`-Zbuild-std`), which a stable compiler does only under
 * RUSTC_BOOTSTRAP; the libraries beside that compiler are not where the dynamic linker looks.
 * @param {FoundWasmStd} std
 * @param {readonly string[]} args what follows `cargo`
 * @param {NodeJS.ProcessEnv} [base]
 * @returns {{ file: string, args: string[], env: NodeJS.ProcessEnv }}
 */
export function cargoCommand(std, args, base = process.env) {
  if (std.source === 'rustup') return { file: 'cargo', args: [...args], env: base };

  const bin = join(std.prefix, 'bin');
  const libraries = [join(std.prefix, 'lib', debianMultiarch()), base.LD_LIBRARY_PATH];
  const linkerVariable = `CARGO_TARGET_${pins.wasm.target.toUpperCase().replaceAll('-', '_')}_LINKER`;
  return {
    file: join(bin, 'cargo'),
    args: withBuildStd(args),
    env: {
      ...base,
      LD_LIBRARY_PATH: libraries.filter(Boolean).join(':'),
      RUSTC: join(bin, 'rustc'),
      RUSTDOC: join(bin, 'rustdoc'),
      RUSTC_BOOTSTRAP: '1',
      [linkerVariable]: join(bin, pins.wasm.debianLinker),
    },
  };
}

/**
 * What follows `--` belongs to another program, so the flag goes before it.
 * @param {readonly string[]} args
 */
function withBuildStd(args) {
  if (args.some((arg) => arg.startsWith('-Zbuild-std'))) return [...args];
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  return [...own, '-Zbuild-std=std,panic_abort', ...args.slice(own.length)];
}

/** Debian's name for the folder of this architecture's libraries: https://wiki.debian.org/Multiarch/Tuples */
function debianMultiarch() {
  return process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
}
