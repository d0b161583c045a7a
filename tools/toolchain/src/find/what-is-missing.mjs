import { findComponentizer } from './componentizer.mjs';
import { findK6 } from './k6.mjs';
import { findWasmStd } from './wasm-std.mjs';

/** @typedef {'k6' | 'wasm-std' | 'componentizer'} Tool */

/**
 * What set-up has still to install.
 * @param {{ searchPath?: string | undefined, cacheFolder?: string }} [where]
 * @returns {Promise<Tool[]>}
 */
export async function whatIsMissing(where = {}) {
  const [k6, wasmStd] = await Promise.all([findK6(where), findWasmStd(where)]);
  /** @type {Tool[]} */
  const missing = [];
  if (k6.state === 'missing') missing.push('k6');
  if (wasmStd.state === 'missing') missing.push('wasm-std');
  if (findComponentizer().state === 'missing') missing.push('componentizer');
  return missing;
}
