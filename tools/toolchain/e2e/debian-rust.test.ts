import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cargoCommand } from '../src/cargo-wasm/cargo-command.mjs';
import { debianPrefix } from '../src/find/wasm-std.mjs';
import { installDebianRust } from '../src/setup/install-debian-rust.ts';

const crate = fileURLToPath(new URL('crate', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'debian-rust-'));
});
afterEach(() => rm(folder, { recursive: true }));

it("builds for Wasm with Debian's Rust, unpacked without root", async (context) => {
  const system = await readFile('/etc/os-release', 'utf8').catch(() => '');
  if (!/^ID=debian$/m.test(system)) context.skip('this system is not Debian');

  await installDebianRust(folder);
  const std = { state: 'found', source: 'debian', prefix: debianPrefix(folder) } as const;
  await cp(crate, join(folder, 'crate'), { recursive: true });
  const cargo = cargoCommand(std, ['build', '--target', 'wasm32-unknown-unknown']);
  await execa(cargo.file, cargo.args, { cwd: join(folder, 'crate'), env: cargo.env, stdin: 'ignore' });

  const wasm = join(folder, 'crate/target/wasm32-unknown-unknown/debug/summing.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(wasm));
  const sumBelow = instance.exports.sum_below as (n: number) => number;
  expect(sumBelow(5)).toBe(10);
});
