import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main } from './verdict-program.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-verdict-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([0, 1, 3])('the exit code is that of the comparison: %d', async (exitCode) => {
  const file = join(folder, 'compare.json');
  const side = { tree: 'commit', name: 'main', commit: '0123' };
  writeFileSync(
    file,
    JSON.stringify({
      $schema: './compare.v1.schema.json',
      schemaVersion: 1,
      base: side,
      head: side,
      verdict: 'no difference',
      sentence: 'No server differs by what matters.',
      exitCode,
      servers: [],
      notes: [],
    }),
  );
  const said: string[] = [];
  expect(await main([file], (line) => said.push(line))).toBe(exitCode);
  expect(said).toEqual(['no difference: No server differs by what matters.']);
});

test('without a comparison it is another code than all of them', async () => {
  expect(await main([join(folder, 'none.json')])).toBe(2);
});
