import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { locateK6 } from '../../../bench/src/load/find-k6.mjs';
import { findK6 } from './k6.mjs';

let folder: string;
let programs: string;
let cacheFolder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-k6-'));
  programs = join(folder, 'programs');
  cacheFolder = join(folder, 'cache');
  await mkdir(programs);
  await mkdir(join(cacheFolder, 'bin'), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

const realK6 = async () => {
  const k6 = await findK6();
  if (k6.state === 'missing') throw new Error(`set-up did not run before this test; ${k6.fix}`);
  return k6;
};

it("takes the workspace's own before one on PATH, as the bench does", async () => {
  const real = await realK6();
  await symlink(real.path, join(programs, 'k6'));
  await symlink(real.path, join(cacheFolder, 'bin', 'k6'));
  const found = await findK6({ searchPath: programs, cacheFolder });
  expect(found).toEqual({
    state: 'found',
    path: join(cacheFolder, 'bin', 'k6'),
    version: real.version,
    source: 'toolchain',
  });
  expect(locateK6({ workspaceRoot: folder, toolchain: cacheFolder, searchPath: programs })).toMatchObject({
    path: join(cacheFolder, 'bin', 'k6'),
  });
});

it.each([
  ['is too old', '#!/bin/sh\necho "k6 v0.40.0 (go1.19, linux/amd64)"\n'],
  ['does not work', '#!/bin/sh\nexit 1\n'],
])('passes over a k6 on PATH that %s', async (_, script) => {
  const later = join(folder, 'later');
  await mkdir(later);
  await writeFile(join(programs, 'k6'), script);
  await chmod(join(programs, 'k6'), 0o755);
  await symlink((await realK6()).path, join(later, 'k6'));
  expect(await findK6({ searchPath: `${programs}${delimiter}${later}`, cacheFolder })).toMatchObject({
    source: 'path',
    path: join(later, 'k6'),
  });
});

it('says how to get k6 where there is none', async () => {
  expect(await findK6({ searchPath: programs, cacheFolder })).toMatchObject({
    state: 'missing',
    fix: expect.stringMatching(/k6|setup/),
  });
});
