import { expect, test } from 'vitest';
import { commandsIn, linesOf } from './shell.ts';

test('what a shell would call is told apart from variables, comments and redirections', () => {
  const words = (line: string) => commandsIn(line).map((command) => command.words.join(' '));
  expect(words('npm ci && npm run bench   # sets up')).toEqual(['npm ci', 'npm run bench']);
  expect(words('BENCH_RUN_ID=$(date +%s) npx nx run-many -t bench')).toEqual([
    'date +%s',
    'npx nx run-many -t bench',
  ]);
  expect(words('npx nx run <server>:docker > out.txt')).toEqual(['npx nx run <server>:docker']);
  expect(words('# a comment')).toEqual([]);
  expect(words('if [ -n "$id" ]; then npm ci; fi')).toEqual(['npm ci']);
  expect(words('for page in 1 2; do')).toEqual([]);
});

test('in a block with prompts, only what follows a prompt is typed', () => {
  expect(linesOf('$ npx nx run a:b\nFOUND\n')).toEqual(['npx nx run a:b']);
  expect(linesOf('npx nx \\\n  run a:b')).toEqual(['npx nx    run a:b']);
});
