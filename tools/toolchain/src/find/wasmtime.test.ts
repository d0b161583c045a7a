import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pins } from '../pins.mjs';
import { workspaceRoot } from '../workspace.mjs';

test.each([
  'Cargo.lock',
  'tools/toolchain/wasmtime/Cargo.lock',
])('the host is compared with the wasmtime that it is built on: %s', (lock) => {
  const locked = readFileSync(join(workspaceRoot, lock), 'utf8');
  expect(locked).toContain(`name = "wasmtime"\nversion = "${pins.wasmtime.version}"\n`);
});
