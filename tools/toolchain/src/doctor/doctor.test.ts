import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { onPath } from '../find/on-path.mjs';

const program = fileURLToPath(new URL('../../bin/doctor.mjs', import.meta.url));
const runDoctor = (PATH = process.env.PATH) =>
  execa(process.execPath, [program], { env: { PATH }, reject: false, cwd: tmpdir() });

let programs: string;
beforeEach(async () => {
  programs = await mkdtemp(join(tmpdir(), 'doctor-'));
});
afterEach(() => rm(programs, { recursive: true }));

it('is content where all that is required is there', async () => {
  const { exitCode, stdout } = await runDoctor();
  expect(stdout).toMatch(/✔ │ k6 +│ 1\./);
  expect(stdout).toContain('All that is required is there.');
  expect(exitCode).toBe(0);
});

it('fails where a required program is missing, and names it with the line that mends it', async () => {
  for (const name of ['node', 'git']) await symlink(onPath(name)[0] ?? '', join(programs, name));
  const { exitCode, stdout } = await runDoctor(programs);
  expect(stdout).toMatch(/✔ │ Node /);
  expect(stdout).toMatch(/✘ │ Go +│ missing +│[^│]+│ https:\/\/go\.dev\/dl\//);
  expect(stdout).toMatch(/– │ wrk +│ missing \(optional\)/);
  expect(stdout).toMatch(/Required and not there: .*Rust.*Go/);
  expect(exitCode).toBe(1);
});
