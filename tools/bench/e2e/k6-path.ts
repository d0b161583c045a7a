import { join, resolve } from 'node:path';
import { findK6 } from '../src/load/k6.ts';

export const repository = join(import.meta.dirname, '../../..');

/** The k6 of the Nx under test, found as the bench finds one. */
export const k6Path = findK6(undefined, repository).path;

/** The k6 2.x that `nx run toolchain:k6-2` compiles. */
export const k6TwoPath = resolve(repository, process.env.WASI_BENCH_TOOLCHAIN ?? '.toolchain', 'k6-2/k6');
