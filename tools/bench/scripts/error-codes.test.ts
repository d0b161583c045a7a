import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { errorCodes } from '../src/errors/error-code.ts';

const source = join(import.meta.dirname, '../src');

test('docs/errors.md has a row for each code of the plugin, and no other', () => {
  const docs = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8');
  const rows = [...docs.matchAll(/^\| `([A-Z][A-Z0-9_]+)` \|/gm)].map(([, code]) => code!);
  expect(rows.sort()).toEqual([...errorCodes].sort());
});

test('each code is given somewhere', () => {
  const text = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?<!\.test)\.ts$/.test(file) && !file.endsWith('error-code.ts'))
    .map((file) => readFileSync(join(source, file), 'utf8'))
    .join('\n');
  expect(errorCodes.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
});
