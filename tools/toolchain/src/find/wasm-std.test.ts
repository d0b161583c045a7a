import { expect, it } from 'vitest';
import { wantedWasmStd } from './wasm-std.mjs';

it('lets set-up choose unless one is named', () => {
  expect(wantedWasmStd(undefined)).toBeUndefined();
  expect(wantedWasmStd('')).toBeUndefined();
  expect(wantedWasmStd('debian')).toBe('debian');
});

it('refuses a name that it does not know, and says which there are', () => {
  expect(() => wantedWasmStd('nix')).toThrow(/WASI_BENCH_WASM_STD.*"rustup" or "debian".*"nix"/);
});
