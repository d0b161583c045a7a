import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { byHand } from './exit-error.ts';

test.each([
  [['printf', '%s|', 'cd app && exec node "s.mjs"', "it's", '', '$HOST:{port}', '{host}']],
  [['printf', '%s|', 'plain', '--port={port}']],
])('what is told to be run by hand gives a shell the words of the command: %j', (command) => {
  const { stdout } = spawnSync('sh', ['-c', byHand(command, 8081)], { encoding: 'utf8' });
  const words = command.slice(2).map((word) => word.replace('{port}', '8081').replace('{host}', '127.0.0.1'));
  expect(stdout).toBe(words.map((word) => `${word}|`).join(''));
});
