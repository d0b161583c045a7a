import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readArchive, withMetadata } from './k6-archive.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'k6-archive-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** As tar(1) packs them, in this order. */
function packed(files: Record<string, string>): Buffer {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  execFileSync('tar', ['--format=ustar', '-cf', 'packed.tar', ...Object.keys(files)], { cwd: folder });
  return readFileSync(join(folder, 'packed.tar'));
}

test('other options, longer or shorter, leave the files of an archive as they are', () => {
  const script = 'export default () => {};\n'.repeat(100);
  const archive = readArchive(packed({ 'metadata.json': '{"options":{"vus":3},"env":{}}', data: script }));
  expect(archive.metadata).toEqual({ options: { vus: 3 }, env: {} });
  for (const options of [{}, { tags: { long: 'ä'.repeat(3000) } }]) {
    writeFileSync(join(folder, 'changed.tar'), withMetadata(archive, { options }));
    const read = (name: string) =>
      execFileSync('tar', ['-xOf', 'changed.tar', name], { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(read('metadata.json'))).toEqual({ options });
    expect(read('data')).toBe(script);
  }
});

test('what is no archive of k6 is refused by what it begins with', () => {
  expect(() => readArchive(packed({ other: '{}' }))).toThrow(
    expect.objectContaining({ code: 'K6_FAILED', message: expect.stringContaining('begins with "other"') }),
  );
  expect(() => readArchive(packed({ 'metadata.json': '{"options":7}' }))).toThrow(
    expect.objectContaining({ code: 'K6_FAILED' }),
  );
});
