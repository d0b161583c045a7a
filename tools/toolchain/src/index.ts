export { findComponentizer } from './find/componentizer.mjs';
export { findK6, type K6 } from './find/k6.mjs';
export { findWasmStd, type WasmStd } from './find/wasm-std.mjs';
export { pins } from './pins.mjs';
