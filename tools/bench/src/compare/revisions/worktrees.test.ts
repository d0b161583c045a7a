import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestRepository, testRepository } from '../fixture/repository.ts';
import { providePackages } from './packages.ts';
import { openWorktrees } from './worktrees.ts';

let repository: TestRepository;
const signal = new AbortController().signal;
const open = (said: string[] = []) => openWorktrees(repository.root, signal, (line) => said.push(line));
const registered = () => repository.git('worktree', 'list').split('\n').length;

beforeEach(() => {
  repository = testRepository({ 'sub/file': 'then' });
});
afterEach(() => repository.remove());

test('a worktree has the files of its commit, and nothing of it stays', async () => {
  const then = repository.git('rev-parse', 'HEAD');
  repository.commit({ 'sub/file': 'now' });
  const worktrees = await open();
  const [one, other] = [await worktrees.add(then), await worktrees.add('HEAD')];
  expect([one, other].map((root) => readFileSync(join(root, 'sub/file'), 'utf8'))).toEqual(['then', 'now']);
  expect(registered()).toBe(3);
  await worktrees.discard(one);
  expect(registered()).toBe(2);
  await worktrees.remove();
  expect([registered(), existsSync(worktrees.folder), existsSync(dirname(worktrees.folder))]).toEqual([
    1,
    false,
    false,
  ]);
});

test('what a killed run has left behind is removed by the next one, which says so; what runs is left alone', async () => {
  const left = await open();
  await left.add('HEAD');
  const running = await open();
  const owner = JSON.parse(readFileSync(join(left.folder, 'owner.json'), 'utf8'));
  writeFileSync(
    join(left.folder, 'owner.json'),
    JSON.stringify({ ...owner, startTime: 'of another process' }),
  );
  const said: string[] = [];
  const next = await open(said);
  expect(said.join()).toContain(left.folder);
  expect([existsSync(left.folder), existsSync(running.folder)]).toEqual([false, true]);
  expect(registered()).toBe(1);
  await running.remove();
  await next.remove();
});

test('submodules are checked out from the copies that the repository has', async () => {
  const library = testRepository({ library: 'of then' });
  try {
    repository.git('submodule', '--quiet', 'add', library.root, 'vendor/library');
    const then = repository.commit({});
    library.commit({ library: 'of now' });
    // Nothing is fetched: their own URL is gone.
    library.remove();
    const worktrees = await open();
    const root = await worktrees.add(then);
    expect(readFileSync(join(root, 'vendor/library/library'), 'utf8')).toBe('of then');
    await worktrees.remove();
    expect(registered()).toBe(1);
    repository.git('submodule', '--quiet', 'deinit', '--force', '--all');
  } finally {
    library.remove();
  }
});

test('a submodule that cannot be had is an error, and leaves nothing', async () => {
  const gitmodules = '[submodule "gone"]\n\tpath = gone\n\turl = /nowhere/at/all\n';
  repository.write('.gitmodules', gitmodules);
  repository.git('add', '--all');
  const commit = repository.git('rev-parse', 'HEAD');
  repository.git('update-index', '--add', '--cacheinfo', `160000,${commit},gone`);
  repository.git('commit', '--quiet', '--message', 'Gone');
  const worktrees = await open();
  await expect(worktrees.add('HEAD')).rejects.toMatchObject({ code: 'SUBMODULE_UNAVAILABLE' });
  await worktrees.remove();
  expect(registered()).toBe(1);
});

const lock = JSON.stringify({
  name: 'w',
  lockfileVersion: 3,
  requires: true,
  packages: { '': { name: 'w' } },
});

/** The packages of a workspace: one of others, one of its own, a scope, and programs. */
function installed(): void {
  const own = join(repository.root, 'node_modules');
  for (const folder of ['dependency', '@scope/other', '.bin'])
    mkdirSync(join(own, folder), { recursive: true });
  writeFileSync(join(own, 'dependency/package.json'), '{}');
  symlinkSync('../packages/own', join(own, 'own'));
  symlinkSync('../dependency/run.js', join(own, '.bin/run'));
}

test('with the same lock file packages are shared, but those of the workspace itself are those of the revision', async () => {
  const then = repository.commit({
    '.gitignore': 'node_modules\n',
    'package.json': '{"name":"w"}',
    'package-lock.json': lock,
    'packages/own/index.js': 'then',
  });
  repository.commit({ 'packages/own/index.js': 'now' });
  installed();
  const worktrees = await open();
  try {
    const root = await worktrees.add(then);
    expect(await providePackages(repository.root, root, signal)).toEqual({ how: 'shared' });
    const read = (file: string) => readFileSync(join(root, 'node_modules', file), 'utf8');
    expect(read('own/index.js')).toBe('then');
    expect(read('dependency/package.json')).toBe('{}');
    expect(existsSync(join(root, 'node_modules/@scope/other'))).toBe(true);
  } finally {
    await worktrees.remove();
  }
  expect(existsSync(join(repository.root, 'node_modules/dependency/package.json'))).toBe(true);
});

test('with another lock file packages are installed, and one that does not install is an error', async () => {
  const then = repository.commit({ 'package.json': '{"name":"w"}', 'package-lock.json': `${lock}\n` });
  const broken = repository.commit({ 'package.json': '{"name":"w","dependencies":{"not-in-the-lock":"1"}}' });
  repository.commit({ 'package.json': '{"name":"w"}', 'package-lock.json': lock });
  const worktrees = await open();
  try {
    expect(await providePackages(repository.root, await worktrees.add(then), signal)).toEqual({
      how: 'installed',
    });
    await expect(providePackages(repository.root, await worktrees.add(broken), signal)).rejects.toMatchObject(
      {
        code: 'PACKAGES_NOT_INSTALLED',
        message: expect.stringMatching(/npm ci.*package-lock\.json/),
      },
    );
  } finally {
    await worktrees.remove();
  }
});
