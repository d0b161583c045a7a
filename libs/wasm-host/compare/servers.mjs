/**
 * @typedef {object} Server
 * @property {string} name
 * @property {string} label
 * @property {readonly string[]} command argv from the workspace's root
 * @property {readonly string[]} artifacts files whose bytes are the shipped size
 */

/** Where the row with a warm compilation cache keeps it. */
export const CACHE = 'dist/compare/compilation-cache';

/** What the Wasm rows serve. */
export const COMPONENT = 'dist/apps/rust-wasm/component.wasm';

const aot = ['dist/apps/rust-wasm-aot/wasm-host', 'dist/apps/rust-wasm-aot/component.cwasm'];
const p3 = ['dist/apps/rust-wasm-aot/wasm-host', 'dist/libs/component-p3/component.cwasm'];
const jit = ['dist/apps/rust-wasm/wasm-host', COMPONENT];

/** @type {(name: string, label: string, artifacts: string[], isolation: string, options?: string[]) => Server} */
const wasm = (name, label, artifacts, isolation, options = []) => ({
  name,
  label,
  command: [artifacts[0], 'serve', '--isolation', isolation, ...options, artifacts[1]],
  artifacts,
});

/** The first is what the others are compared with. @type {readonly [Server, ...Server[]]} */
export const servers = [
  {
    name: 'rust-native',
    label: 'Rust native (hyper)',
    command: ['dist/apps/rust-native/rust-native'],
    artifacts: ['dist/apps/rust-native/rust-native'],
  },
  { name: 'go', label: 'Go net/http', command: ['dist/apps/go/go'], artifacts: ['dist/apps/go/go'] },
  wasm('wasm-aot-fresh', 'Wasm AOT, fresh', aot, 'fresh'),
  wasm('wasm-aot-reuse', 'Wasm AOT, reuse', aot, 'reuse'),
  wasm('wasm-jit-fresh', 'Wasm JIT, fresh', jit, 'fresh'),
  wasm('wasm-jit-reuse', 'Wasm JIT, reuse', jit, 'reuse'),
  wasm('wasm-jit-cached-fresh', 'Wasm JIT, fresh, cached', jit, 'fresh', ['--cache', CACHE]),
  wasm('wasm-jit-reuse-no-time-limit', 'Wasm JIT, reuse, no time limit', jit, 'reuse', [
    '--time-limit',
    'none',
  ]),
  wasm('wasm-jit-fresh-by-component', 'Wasm JIT, fresh, component runtime', jit, 'fresh', [
    '--path',
    'component',
  ]),
  wasm('wasm-jit-reuse-by-component', 'Wasm JIT, reuse, component runtime', jit, 'reuse', [
    '--path',
    'component',
  ]),
  wasm('wasm-jit-reuse-no-memory-limit', 'Wasm JIT, reuse, 4 GiB memory', jit, 'reuse', [
    '--memory-limit',
    '4096',
  ]),
  wasm('wasm-p3-aot-fresh', 'Wasm 0.3 AOT, fresh', p3, 'fresh'),
  wasm('wasm-p3-aot-reuse', 'Wasm 0.3 AOT, reuse', p3, 'reuse'),
];
