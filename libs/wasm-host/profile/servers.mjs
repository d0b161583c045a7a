import { servers as compared } from '../compare/servers.mjs';

const COUNTED = [
  'rust-native',
  'wasm-aot-reuse',
  'wasm-aot-reset',
  'wasm-aot-fresh',
  'wasm-p3-aot-reuse',
  'wasm-p3-aot-fresh',
];

/** Valgrind's own address space has no room for the host's usual thousand instances of 4 GiB. */
const SMALL_POOL = ['--max-instances', '8', '--memory-limit', '16'];

/** The native server first. @type {readonly import('../compare/servers.mjs').Server[]} */
export const servers = compared
  .filter(({ name }) => COUNTED.includes(name))
  .map((server) => ({
    ...server,
    command: server.command.flatMap((word) => (word === 'serve' ? [word, ...SMALL_POOL] : [word])),
  }));
