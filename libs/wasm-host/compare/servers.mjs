import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { wasmtimeInstallPath } from '../../../tools/toolchain/src/find/wasmtime.mjs';

/**
 * @typedef {object} Server
 * @property {string} name
 * @property {string} label
 * @property {readonly string[]} command argv from the workspace's root
 * @property {readonly string[]} artifacts files whose bytes are the shipped size
 * @property {RegExp} [listens] by what it says that it listens, with its URL; default: as the contract has it
 */

/** Where the row with a warm compilation cache keeps it. */
export const CACHE = 'dist/compare/compilation-cache';

/** What the Wasm rows serve. */
export const COMPONENT = 'dist/apps/rust-wasm/component.wasm';

const aot = ['dist/apps/rust-wasm-aot/wasm-host', 'dist/apps/rust-wasm-aot/component.cwasm'];
const p3 = [aot[0], 'dist/libs/component-p3/component.cwasm'];
const jit = ['dist/apps/rust-wasm/wasm-host', 'dist/apps/rust-wasm/wasm-compiler', COMPONENT];
const whole = ['dist/libs/wasm-host/jit/wasm-host', COMPONENT];
const byCompiler = ['--compiler', jit[1]];

/** @type {(name: string, label: string, artifacts: string[], isolation: string, options?: string[]) => Server} */
const wasm = (name, label, artifacts, isolation, options = []) => ({
  name,
  label,
  command: [artifacts[0], 'serve', '--isolation', isolation, ...options, artifacts[artifacts.length - 1]],
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
  wasm('wasm-aot-reset', 'Wasm AOT, reset', aot, 'reset'),
  wasm('wasm-jit-fresh', 'Wasm JIT, fresh', jit, 'fresh', byCompiler),
  wasm('wasm-jit-reuse', 'Wasm JIT, reuse', jit, 'reuse', byCompiler),
  wasm('wasm-one-program-fresh', 'Wasm JIT in one program, fresh', whole, 'fresh'),
  wasm('wasm-one-program-reuse', 'Wasm JIT in one program, reuse', whole, 'reuse'),
  wasm('wasm-cached-fresh', 'the same, fresh, cached', whole, 'fresh', ['--cache', CACHE]),
  wasm('wasm-reuse-no-time-limit', 'the same, reuse, no time limit', whole, 'reuse', [
    '--time-limit',
    'none',
  ]),
  wasm('wasm-fresh-by-component', 'the same, fresh, component runtime', whole, 'fresh', [
    '--path',
    'component',
  ]),
  wasm('wasm-reuse-by-component', 'the same, reuse, component runtime', whole, 'reuse', [
    '--path',
    'component',
  ]),
  wasm('wasm-reuse-no-memory-limit', 'the same, reuse, 4 GiB memory', whole, 'reuse', [
    '--memory-limit',
    '4096',
  ]),
  wasm('wasm-p3-aot-fresh', 'Wasm 0.3 AOT, fresh', p3, 'fresh'),
  wasm('wasm-p3-aot-reuse', 'Wasm 0.3 AOT, reuse', p3, 'reuse'),
  ...stock('wasmtime-serve', '`wasmtime serve`, fresh'),
  ...stock('wasmtime-serve-reuse', '`wasmtime serve`, reuse', ['--max-instance-reuse-count=1000']),
];

/**
 * The command of the wasmtime that the host is built on, where `nx run toolchain:wasmtime` has compiled it. Without its cache, since
 * that is in the user's home, and would hide what a start costs.
 * @param {string} name @param {string} label @param {string[]} options @returns {Server[]}
 */
function stock(name, label, options = []) {
  const program = relative(process.cwd(), wasmtimeInstallPath());
  if (!existsSync(program)) return [];
  return [
    {
      name,
      label,
      command: [program, '-Scli', '-Ccache=n', '--addr=127.0.0.1:0', ...options, COMPONENT],
      artifacts: [program, COMPONENT],
      listens: /Serving HTTP on (http:.+)\/\n/,
    },
  ];
}
