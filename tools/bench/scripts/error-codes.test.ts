import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '../src');

/** The codes that the source raises: the first argument of each BenchError. */
function raisedCodes(): string[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((file) => /(?<!\.test)\.ts$/.test(file))
    .map((file) => readFileSync(join(source, file), 'utf8'));
  const codes = texts.flatMap((text) =>
    [...text.matchAll(/new BenchError\(\s*'([A-Z][A-Z0-9_]+)'/g)].map(([, code]) => code!),
  );
  return [...new Set(codes)].sort();
}

test('docs/errors.md explains every code that the plugin raises', () => {
  const docs = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8');
  const codes = raisedCodes();
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !docs.includes(`| \`${code}\` |`))).toEqual([]);
});
