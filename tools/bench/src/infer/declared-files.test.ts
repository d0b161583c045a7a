import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { declaredFiles } from './declared-files.ts';

const root = mkdtempSync(join(tmpdir(), 'bench-files-'));
mkdirSync(join(root, 'beside'));
for (const file of ['beside/database.mjs', 'beside/reset.sh', 'node']) writeFileSync(join(root, file), '');
afterAll(() => rmSync(root, { recursive: true }));

test('the files that dependencies are run with are the ones of the workspace, whatever stands beside them', () => {
  const dependencies = [
    {
      name: 'database',
      command: ['/usr/bin/env', 'node', './beside/database.mjs', '../elsewhere.mjs', '{folder}'],
      ready: { command: ['pg_isready', 'beside'] },
      reset: { command: ['sh', 'beside/reset.sh', 'beside/missing.sh'] },
    },
  ];
  expect(declaredFiles({ command: ['server'], dependencies }, root)).toEqual([
    'beside/database.mjs',
    'beside/reset.sh',
    'node',
  ]);
  expect(declaredFiles({ dependencies: 'none' }, root)).toEqual([]);
});
