import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const repository = join(import.meta.dirname, '../../..');
const toolchain = process.env.WASI_BENCH_TOOLCHAIN ?? '.toolchain';
const installed = (name: string) => join(repository, toolchain, name);

/** The k6 2.x that `nx run toolchain:k6-2` compiles. */
export const k6TwoPath = installed('k6-2/k6');

/** The k6 of the Nx under test: that of K6_PATH, else the one that set-up installed, else the one on PATH. */
export function k6Path(): string {
  const own = installed('bin/k6');
  return process.env.K6_PATH ?? (existsSync(own) ? own : 'k6');
}
