import { join } from 'node:path';
import { pins } from '../pins.mjs';
import { cacheFolder } from '../workspace.mjs';

/** Where `nx run toolchain:wasmtime` puts its program. */
export function wasmtimeInstallPath(folder = cacheFolder) {
  return join(folder, `wasmtime-${pins.wasmtime.version}`, 'wasmtime-serve');
}
