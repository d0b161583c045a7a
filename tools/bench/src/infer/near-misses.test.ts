import { expect, test } from 'vitest';
import { nearMisses } from './near-misses.ts';

test.each<[object, Record<string, string>]>([
  [{ comand: ['node', 'x.mjs'] }, { comand: 'command' }],
  [{ commmand: ['node'], somethingElse: 1 }, { commmand: 'command' }],
  [
    { readypath: '/', endPoint: '/x' },
    { readypath: 'readyPath', endPoint: 'endpoint' },
  ],
  [{ 'ready-path': '/' }, { 'ready-path': 'readyPath' }],
  [{ siute: true }, { siute: 'suite' }],
  [{ imgae: 'mine:1', launcher: 'podman' }, { imgae: 'image' }],
  [
    { round: 3, warmUp: '1s' },
    { round: 'rounds', warmUp: 'warmup' },
  ],
])('%j is likely a block of ours', (bench, expected) => {
  expect(Object.fromEntries(nearMisses(bench).map(({ found, meant }) => [found, meant]))).toEqual(expected);
});

test.each<[unknown]>([
  [undefined],
  [true],
  ['vitest bench'],
  [['command']],
  [{}],
  [{ files: ['bench/*.js'] }],
  [{ command: 'node bench.js', iterations: 5 }],
  [{ commands: 'node bench.js', iterations: 5 }],
  [{ include: ['**/*.bench.ts'], reporters: ['default'] }],
  [{ time: 500, warmupIterations: 5 }],
  [{ runner: 'tinybench', files: 'x' }],
  [{ baseline: 'main', threshold: 0.1 }],
])('%j is left to whose it is', (bench) => {
  expect(nearMisses(bench)).toEqual([]);
});
