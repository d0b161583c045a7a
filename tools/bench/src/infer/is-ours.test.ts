import { expect, test } from 'vitest';
import { isOurs } from './is-ours.ts';

test.each<[unknown]>([
  [{ suite: true }],
  [{ command: ['node'] }],
  [{ image: 'mine:1', launcher: 'docker' }],
  [{ command: ['node'], comand: 1 }],
  [{ command: 'node server.mjs' }],
  [{ readyPath: '/', rounds: 0 }],
  [{ env: { A: '1' } }],
])('a block of ours: %j', (bench) => {
  expect(isOurs(bench)).toBe(true);
});

test.each<[unknown]>([
  [undefined],
  [null],
  [true],
  ['vitest bench'],
  [7],
  [['a.bench.js']],
  [{}],
  [{ files: ['bench/*.js'] }],
  [{ command: 'node bench.js', iterations: 5 }],
  [{ suite: 'bench/*.js' }],
  [{ comand: ['node'] }],
  [{ constructor: 1, toString: 'x' }],
  [JSON.parse('{ "__proto__": { "command": ["node"] }, "hasOwnProperty": true }')],
])('a key of another tool: %j', (bench) => {
  expect(isOurs(bench)).toBe(false);
});
