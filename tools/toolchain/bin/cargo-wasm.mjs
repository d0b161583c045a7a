#!/usr/bin/env node
// Usage: node tools/toolchain/bin/cargo-wasm.mjs build --release --target wasm32-unknown-unknown …
// Runs Cargo with whatever Wasm std there is; WASI_BENCH_WASM_STD=rustup|debian forces one.
import { runCargoWasm } from '../src/cargo-wasm/run.mjs';
import { reportAndFail } from '../src/errors.mjs';

try {
  process.exitCode = await runCargoWasm(process.argv.slice(2));
} catch (error) {
  reportAndFail(error);
}
