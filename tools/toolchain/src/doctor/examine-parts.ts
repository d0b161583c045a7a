import { findComponentizer } from '../find/componentizer.mjs';
import { findK6 } from '../find/k6.mjs';
import { findWasmStd } from '../find/wasm-std.mjs';
import { pins } from '../pins.mjs';
import type { Examination } from './examination.ts';

export async function examineK6(): Promise<Examination> {
  const subject = { tool: 'k6', neededFor: 'load: every bench', required: true };
  const k6 = await findK6();
  if (k6.state === 'missing') return { ...subject, ...k6 };
  const where = k6.source === 'path' ? 'on PATH' : '.toolchain';
  return { ...subject, state: 'found', version: `${k6.version} (${where})` };
}

export async function examineWasmStd(): Promise<Examination> {
  const subject = { tool: 'Rust std for Wasm', neededFor: 'the component', required: true };
  const std = await findWasmStd();
  if (std.state === 'missing') return { ...subject, state: 'missing', fix: std.fix };
  const where = std.source === 'rustup' ? 'with rustc' : '.toolchain, from Debian';
  return { ...subject, state: 'found', version: `${pins.wasm.target} (${where})` };
}

export async function examineComponentizer(): Promise<Examination> {
  return { tool: 'jco', neededFor: 'the component', required: true, ...findComponentizer() };
}
