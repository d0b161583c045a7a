import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ToolchainError } from '../errors.mjs';
import { findWasmStd } from '../find/wasm-std.mjs';
import { cargoCommand } from './cargo-command.mjs';

/**
 * Runs Cargo in the foreground and resolves to its exit code.
 * @param {readonly string[]} args what follows `cargo`
 * @returns {Promise<number>}
 * @throws {ToolchainError} WASM_STD_MISSING, CARGO_MISSING
 */
export async function runCargoWasm(args) {
  const std = await findWasmStd();
  if (std.state === 'missing') {
    throw new ToolchainError('WASM_STD_MISSING', 'expected a Rust std for WebAssembly, found none', std.fix);
  }
  const command = cargoCommand(std, args);
  const child = spawn(command.file, command.args, { env: command.env, stdio: 'inherit' });

  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);

  return new Promise((resolve, reject) => {
    child.on('error', (cause) =>
      reject(
        new ToolchainError('CARGO_MISSING', `${command.file}: ${cause.message}`, 'https://rustup.rs', {
          cause,
        }),
      ),
    );
    child.on('close', (code, signal) =>
      resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
    );
  });
}
