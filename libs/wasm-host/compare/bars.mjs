import { statSync } from 'node:fs';
import { median } from './summary.mjs';

const MEGABYTE = 1e6;
const KILOBYTE = 1e3;

/** @typedef {ReturnType<typeof import('./summary.mjs').summarise>} Rows */

/**
 * A figure that this host is held to: a bar holds when the value is not above the goal, or not below it.
 * @typedef {{ name: string, unit: '×' | 'MB' | 'KB', value: number, bound: '≤' | '≥', goal: number, holds: boolean }} Bar
 */

/** @param {Rows} rows @param {string} component path of the component that is served @returns {Bar[]} */
export function bars(rows, component) {
  const native = row(rows, 'rust-native');
  const go = row(rows, 'go');
  const reuse = row(rows, 'wasm-aot-reuse');
  const fresh = row(rows, 'wasm-aot-fresh');
  const reset = row(rows, 'wasm-aot-reset');
  const jit = row(rows, 'wasm-jit-reuse');
  const p3 = row(rows, 'wasm-p3-aot-reuse');
  /** @type {(name: string, unit: Bar['unit'], value: number, goal: number) => Bar} */
  const bar = (name, unit, value, goal) => ({ name, unit, value, bound: '≤', goal, holds: value <= goal });
  /** @type {(mode: string, name: string, ours: Rows[number], goal: number) => Bar[]} */
  const times = (mode, name, ours, goal) => {
    const stock = rows.find((candidate) => candidate.name === name);
    if (stock === undefined) return [];
    const value = ratio(stock, ours, 'cpuMicrosPerRequest');
    return [{ name: `CPU per request: ${mode}`, unit: '×', value, bound: '≥', goal, holds: value >= goal }];
  };
  return [
    bar('CPU per request: reuse / native', '×', ratio(reuse, native, 'cpuMicrosPerRequest'), 1.25),
    bar('CPU per request: fresh / native', '×', ratio(fresh, native, 'cpuMicrosPerRequest'), 1.9),
    bar('CPU per request: reset / native', '×', ratio(reset, native, 'cpuMicrosPerRequest'), 1.4),
    bar('CPU per request: reuse / Go', '×', ratio(reuse, go, 'cpuMicrosPerRequest'), 0.75),
    bar('CPU per request: fresh / Go', '×', ratio(fresh, go, 'cpuMicrosPerRequest'), 1),
    bar('CPU per request: JIT reuse / AOT reuse', '×', ratio(jit, reuse, 'cpuMicrosPerRequest'), 1.05),
    bar('CPU per request: 0.3 reuse / native', '×', ratio(p3, native, 'cpuMicrosPerRequest'), 2),
    ...times('`wasmtime serve`, fresh / fresh', 'wasmtime-serve', fresh, 12),
    ...times('`wasmtime serve`, reuse / reuse', 'wasmtime-serve-reuse', reuse, 2.2),
    bar('CPU per /primes: AOT fresh / native', '×', ratio(fresh, native, 'primesCpuMicrosPerRequest'), 1.4),
    bar('Spawn to first 200: AOT / native', '×', ratio(fresh, native, 'coldStartMs'), 3),
    bar('RSS under load, AOT', 'MB', fresh.rssUnderLoadBytes / MEGABYTE, 4.8),
    bar('AOT program, stripped', 'MB', fresh.programBytes / MEGABYTE, 4.8),
    bar('Component with all routes', 'KB', statSync(component).size / KILOBYTE, 60),
  ];
}

/** @param {Rows} rows @param {string} name */
function row(rows, name) {
  const found = rows.find((candidate) => candidate.name === name);
  if (found === undefined) throw new TypeError(`no row ${name}`);
  return found;
}

/**
 * The median of the ratios within each round.
 * @param {Rows[number]} one @param {Rows[number]} other @param {keyof Rows[number]['rounds'][number]} figure
 */
function ratio(one, other, figure) {
  return median(one.rounds.map((round, index) => round[figure] / other.rounds[index][figure]));
}
