import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findK6 } from '../src/find/k6.mjs';

const program = fileURLToPath(new URL('programs/setup.mjs', import.meta.url));

let folder: string;
let cacheFolder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setup-'));
  cacheFolder = join(folder, 'cache');
});
afterEach(() => rm(folder, { recursive: true }));

const startSetup = (env: NodeJS.ProcessEnv = {}) =>
  execa(process.execPath, [program, cacheFolder], { env, reject: false, stdin: 'ignore', detached: true });

async function untilInstalling(): Promise<void> {
  const isStaging = (name: string) => name.startsWith('staging-');
  while (!existsSync(cacheFolder) || !(await readdir(cacheFolder)).some(isStaging)) await sleep(50);
  await sleep(500);
}

it('installs once for two set-ups at a time, after one that was killed', async () => {
  const killed = startSetup();
  await untilInstalling();
  process.kill(-(killed.pid ?? 0), 'SIGKILL');
  await killed;
  expect((await readdir(cacheFolder)).some((name) => name.startsWith('staging-'))).toBe(true);

  const both = await Promise.all([startSetup(), startSetup()]);
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(both.filter(({ stderr }) => stderr.includes('ready after'))).toHaveLength(1);
  expect(await findK6({ searchPath: '', cacheFolder })).toMatchObject({
    state: 'found',
    source: 'toolchain',
  });
  expect(await readdir(cacheFolder)).toEqual(['bin']);
});

it('leaves nothing behind when it is told to end', async () => {
  const interrupted = startSetup();
  await untilInstalling();
  process.kill(interrupted.pid ?? 0, 'SIGTERM');
  const { exitCode, stderr } = await interrupted;
  expect(stderr).toContain('interrupted by SIGTERM');
  expect(exitCode).toBe(143);
  expect(await readdir(cacheFolder)).toEqual([]);
});

it('names what it lacks and the fix where there is no Go to install k6 with', async () => {
  const programs = join(folder, 'programs');
  await mkdir(programs);
  await symlink(process.execPath, join(programs, 'node'));
  const { exitCode, stderr } = await startSetup({ PATH: programs });
  expect(stderr).toMatch(/^GO_MISSING: expected Go on PATH.*\n {2}fix: .+/m);
  expect(exitCode).toBe(1);
});
