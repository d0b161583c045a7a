import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { onPath } from '../src/find/on-path.mjs';
import { installWrk } from '../src/setup/install-wrk.ts';

it("runs Debian's wrk, unpacked without root", async (context) => {
  if (onPath('apt-get').length === 0) context.skip('this system has no apt');
  const folder = await mkdtemp(join(tmpdir(), 'wrk-'));
  try {
    const wrk = await installWrk(folder);
    // It ends with exit code 1 after it has said its version.
    const { stdout } = await execa(wrk, ['--version'], { reject: false });
    expect(stdout).toMatch(/^wrk \S+ \[/);
    expect(await readdir(folder)).toEqual(['bin', 'wrk']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
