import { execa } from 'execa';
import { expect, test } from 'vitest';

import { descendants } from './descendants.ts';

// Written, not logged: console.log colours a number where FORCE_COLOR is set, as Nx does.
const PARENT = `
  const child = require('node:child_process').spawn('node', ['-e', 'process.stdin.resume()'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  process.stdout.write(String(child.pid));
`;

test('children and their children are found', async () => {
  // The grandchild ends when its standard input does, that is, with its parent.
  const child = execa('node', ['-e', PARENT], { reject: false });
  const grandchild = await new Promise<number>((resolve) => {
    child.stdout.once('data', (line: Buffer) => resolve(Number(line.toString())));
  });
  expect(await descendants(process.pid)).toEqual(expect.arrayContaining([child.pid, grandchild]));
  expect(await descendants(child.pid ?? 0)).toEqual([grandchild]);
  child.kill();
  await child;
});
