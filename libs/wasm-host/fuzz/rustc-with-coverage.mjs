#!/usr/bin/env node
// A RUSTC_WORKSPACE_WRAPPER: the compiler and its arguments, and LLVM's SanitizerCoverage for libFuzzer.
import { spawnSync } from 'node:child_process';

const [compiler, ...args] = process.argv.slice(2);
const coverage = [
  '-Cpasses=sancov-module',
  '-Cllvm-args=-sanitizer-coverage-level=4',
  '-Cllvm-args=-sanitizer-coverage-inline-8bit-counters',
  '-Cllvm-args=-sanitizer-coverage-pc-table',
  '-Cllvm-args=-sanitizer-coverage-trace-compares',
  '-Ccodegen-units=1',
];
// Cargo asks the compiler what it is, too.
const isBuild = args.includes('--crate-name') && !args.includes('___');
// Cargo's jobserver is on file descriptors that a child of Node does not get.
const { CARGO_MAKEFLAGS: _, ...env } = process.env;
const { status } = spawnSync(compiler, isBuild ? [...args, ...coverage] : args, { stdio: 'inherit', env });
process.exit(status ?? 1);
