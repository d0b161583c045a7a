import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../bin/fingerprint.mjs', import.meta.url));
const fingerprint = async (env: Record<string, string> = {}) => {
  const { stdout } = await execa(process.execPath, [program], {
    env,
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  });
  return stdout;
};

test('the fingerprint is one line, and the same twice', async () => {
  const first = await fingerprint();
  expect(first).toMatch(/^machine [0-9a-f]{12} k6 .+ node v\d\S+ plugin \d\S+$/);
  expect(await fingerprint()).toBe(first);
});

test('another version of k6 is another fingerprint', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fingerprint-'));
  try {
    const [older, newer] = ['v1.8.0', 'v1.8.1'].map((version) => {
      const file = join(folder, version);
      writeFileSync(file, `#!/bin/sh\necho "k6 ${version} (go1.26.8, linux/amd64)"\n`, { mode: 0o755 });
      return file;
    });
    const prints = [await fingerprint({ K6_PATH: older! }), await fingerprint({ K6_PATH: newer! })];
    expect(prints[0]).toContain('k6 v1.8.0');
    expect(prints[1]).toBe(prints[0]?.replace('v1.8.0', 'v1.8.1'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
