import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestRepository, testRepository } from '../fixture/repository.ts';
import { isSameServer } from './same-bytes.ts';
import type { RevisionWorkspace } from './workspace-of.ts';

let base: TestRepository;
let head: TestRepository;
const sources = {
  'apps/api/server.mjs': 'import "../../libs/a/index.mjs";',
  'libs/a/index.mjs': '1',
  'README.md': 'a',
};
beforeEach(() => {
  [base, head] = [testRepository(sources), testRepository(sources)];
});
afterEach(() => {
  base.remove();
  head.remove();
});

interface Declared {
  command?: string[];
  artifacts?: string[];
  env?: Record<string, string>;
  launcher?: string;
  outputs?: string[];
}

function workspace({ root }: TestRepository, { outputs, ...options }: Declared): RevisionWorkspace {
  const bench = {
    executor: '@wasi-bench/nx:bench',
    options: { command: ['node', 'apps/api/server.mjs'], ...options },
  };
  return {
    root,
    projects: {
      api: { root: 'apps/api', targets: { bench, ...(outputs && { build: { outputs } }) } },
      a: { root: 'libs/a', targets: {} },
    },
    dependenciesOf: () => ['api', 'a'],
  };
}

const same = (then: Declared = {}, now: Declared = then) =>
  isSameServer('api', workspace(base, then), workspace(head, now), { base: 'build', head: 'build' });

test('the same sources are the same server, whatever else changes', async () => {
  head.write('README.md', 'b');
  expect(await same()).toBe(true);
});

test.each([
  ['its source', () => head.write('apps/api/server.mjs', '2')],
  ['a file beside it that git does not have yet', () => head.write('apps/api/new.mjs', '2')],
  ['a library that it depends on', () => head.write('libs/a/index.mjs', '2')],
  ['a lock file', () => head.write('package-lock.json', '{}')],
])('without a build %s makes another server', async (_, change) => {
  change();
  expect(await same()).toBe(false);
});

test('the command, the environment or another launcher make another server', async () => {
  expect(await same({}, { command: ['node', '--jitless', 'apps/api/server.mjs'] })).toBe(false);
  expect(await same({ env: { A: '1' } }, { env: { A: '2' } })).toBe(false);
  expect(await same({ launcher: 'docker' })).toBe(false);
});

const built = {
  command: ['dist/api/api'],
  artifacts: ['dist/api/api'],
  outputs: ['{workspaceRoot}/dist/api'],
};

test('a program that is built is its bytes: sources and lock files may differ', async () => {
  for (const repository of [base, head]) repository.write('dist/api/api', 'binary');
  head.write('apps/api/server.mjs', '// a comment');
  head.write('libs/a/index.mjs', '2');
  head.write('package-lock.json', '{}');
  expect(await same(built)).toBe(true);
  head.write('dist/api/api', 'other');
  expect(await same(built)).toBe(false);
});

test('what an interpreter runs from a build is that build, its packages, and libraries that are not built', async () => {
  const bundled = { command: ['node', 'dist/api/api'], outputs: ['{workspaceRoot}/dist/api'] };
  for (const repository of [base, head]) repository.write('dist/api/api', 'bundle');
  head.write('apps/api/server.mjs', '// a comment');
  expect(await same(bundled)).toBe(true);
  head.write('package-lock.json', '{}');
  expect(await same(bundled)).toBe(false);
});

test('in doubt it is measured: a file that is declared is not there', async () => {
  expect(await same(built)).toBe(false);
});
