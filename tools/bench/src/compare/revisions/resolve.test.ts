import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestRepository, testRepository } from '../fixture/repository.ts';
import { resolveSides } from './resolve.ts';

let repository: TestRepository;
beforeEach(() => {
  repository = testRepository();
});
afterEach(() => repository.remove());

const resolve = (asked: { base: string; head?: string; mergeBase?: boolean }, root = repository.root) =>
  resolveSides({ mergeBase: true, ...asked }, root);

test('head is the working tree, and its uncommitted changes are said', async () => {
  const main = repository.git('rev-parse', 'main');
  expect(await resolve({ base: 'main' })).toEqual({
    base: { tree: 'commit', name: 'main', commit: main },
    head: { tree: 'working tree', name: 'working tree', commit: main, changedFiles: 0 },
    notes: [],
  });
  repository.write('a', '2');
  repository.write('new file', '3');
  const dirty = await resolve({ base: 'main' });
  expect(dirty.head).toMatchObject({ changedFiles: 2 });
  expect(dirty.notes).toMatchObject([
    { code: 'UNCOMMITTED_CHANGES', message: expect.stringMatching(/is the working tree with 2/) },
  ]);
  const named = await resolve({ base: 'main', head: 'HEAD' });
  expect(named.notes).toMatchObject([
    { code: 'UNCOMMITTED_CHANGES', message: expect.stringMatching(/not measured/) },
  ]);
});

test('a base that has gone on is compared where head left it, unless it is asked for as it is', async () => {
  const left = repository.git('rev-parse', 'main');
  repository.git('checkout', '--quiet', '-b', 'change');
  const change = repository.commit({ a: '2' });
  repository.git('checkout', '--quiet', 'main');
  const main = repository.commit({ b: '1' });
  const { base, head, notes } = await resolve({ base: 'main', head: 'change' });
  expect([base.commit, head.commit]).toEqual([left, change]);
  expect(notes.map(({ code }) => code)).toEqual(['BASE_MOVED_ON']);
  expect((await resolve({ base: 'main', head: 'change', mergeBase: false })).base.commit).toBe(main);
});

test.each(['nowhere', '-x', 'HEAD~9', ''])('a revision that is not there is named: "%s"', async (base) => {
  await expect(resolve({ base })).rejects.toMatchObject({ code: 'REVISION_UNKNOWN' });
});

test('no repository, and a shallow clone, are errors of their own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-plain-'));
  try {
    await expect(resolve({ base: 'main' }, folder)).rejects.toMatchObject({ code: 'NO_REPOSITORY' });
    repository.commit({ a: '2' });
    repository.git('branch', 'old', 'HEAD~1');
    const clone = join(folder, 'clone');
    execaSync('git', ['clone', '--quiet', '--depth=1', `file://${repository.root}`, clone]);
    await expect(resolve({ base: 'HEAD~1' }, clone)).rejects.toMatchObject({
      code: 'SHALLOW_CLONE',
      fix: expect.stringMatching(/fetch-depth: 0/),
    });
    execaSync('git', ['fetch', '--quiet', '--depth=1', 'origin', 'old:old'], { cwd: clone });
    await expect(resolve({ base: 'old' }, clone)).rejects.toMatchObject({ code: 'SHALLOW_CLONE' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
