import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Declared, readDeclarations } from './read-declarations.ts';

const block = { command: ['node', 'server.mjs'] };
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** What the plugin reads of a workspace of these files. */
async function declaredIn(files: Record<string, object | string>): Promise<Declared[]> {
  const workspaceRoot = mkdtempSync(join(tmpdir(), 'declarations-'));
  folders.push(workspaceRoot);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(workspaceRoot, file)), { recursive: true });
    writeFileSync(join(workspaceRoot, file), typeof content === 'string' ? content : JSON.stringify(content));
  }
  const manifests = Object.keys(files).filter((file) => /(project|package)\.json$/.test(file));
  return readDeclarations(manifests, { workspaceRoot, nxJsonConfiguration: {} });
}

/** The same, as `root kind name`. */
async function read(files: Record<string, object | string>): Promise<string[]> {
  return (await declaredIn(files)).map(({ root, kind, name }) => `${root} ${kind} ${name}`);
}

const root = { 'package.json': { name: 'root', workspaces: ['packages/*'] } };

test('in a package.json the block may stand under "nx", as all else that is for Nx; once', async () => {
  const of = (json: object) => declaredIn({ ...root, 'packages/a/package.json': { name: 'a', ...json } });
  expect(await of({ nx: { bench: block } })).toMatchObject([{ kind: 'server', name: 'a', options: block }]);
  expect(await of({ bench: 'vitest bench', nx: { bench: block } })).toMatchObject([{ kind: 'server' }]);
  expect(await of({ bench: block, nx: { bench: 'vitest bench' } })).toMatchObject([{ kind: 'server' }]);
  expect(await of({ nx: false })).toEqual([]);
  expect(await of({ bench: block, nx: { bench: block } })).toMatchObject([
    {
      kind: 'invalid',
      fault: { message: expect.stringContaining('one under "nx" of packages/a/package.json') },
    },
  ]);
});

test('a package.json is a project in the workspaces, or beside a project.json', async () => {
  const files = { ...root, 'packages/a/package.json': { name: '@acme/a', bench: block } };
  expect(await read(files)).toEqual(['packages/a server @acme/a']);
  expect(await read({ ...root, 'elsewhere/b/package.json': { name: 'b', bench: block } })).toEqual([]);
  expect(
    await read({ 'apps/c/project.json': {}, 'apps/c/package.json': { nx: { name: 'c2' }, bench: block } }),
  ).toEqual(['apps/c server c2']);
});

test('the workspaces of pnpm and Lerna are read too', async () => {
  const pkg = { 'lib/a/package.json': { name: 'a', bench: block } };
  expect(
    await read({ 'package.json': {}, 'pnpm-workspace.yaml': 'packages: ["lib/*"]', ...pkg }),
  ).toHaveLength(1);
  expect(await read({ 'package.json': {}, 'lerna.json': { packages: ['lib/*'] }, ...pkg })).toHaveLength(1);
  expect(await read({ 'package.json': { nx: false }, ...pkg })).toEqual([]);
});

test('a project.json may hold comments, name another folder, or have no name', async () => {
  const text = `{ // why\n "bench": ${JSON.stringify(block)}, }`;
  expect(await read({ 'apps/Upper/project.json': text })).toEqual(['apps/Upper server upper']);
  expect(await read({ 'tools/x/project.json': { root: 'src/x', name: 'x', bench: block } })).toEqual([
    'src/x server x',
  ]);
});

test('what cannot be read is left to Nx', async () => {
  expect(
    await read({ 'a/project.json': '', 'b/project.json': '{ "bench": ', 'c/project.json': '["bench"]' }),
  ).toEqual([]);
});

test('a wrong block, a second one, a second suite: each is the fault of its project', async () => {
  expect(
    await read({
      'a/project.json': { name: 'a', bench: { ...block, rounds: 0 } },
      'b/project.json': { name: 'b', bench: block },
      'b/package.json': { name: 'b', bench: block },
      's1/project.json': { name: 's1', bench: { suite: true } },
      's2/project.json': { name: 's2', bench: { suite: true } },
      'c/project.json': { name: 'c', bench: block },
    }),
  ).toEqual(['a invalid a', 'b invalid b', 's1 invalid s1', 's2 invalid s2', 'c server c']);
});

test('a block of misspelt keys alone is told, and no server', async () => {
  expect(
    await read({
      'a/project.json': { name: 'a', bench: { comand: ['node', 'a.mjs'], endpiont: '/' } },
      'b/project.json': { name: 'b', bench: { files: ['bench/*.js'] } },
    }),
  ).toEqual(['a invalid a']);
});

test('a misspelt key beside right ones is told with the option that it is nearly', async () => {
  const [project] = await declaredIn({
    'a/project.json': { name: 'a', bench: { ...block, contractChek: ['true'] } },
  });
  expect(project).toMatchObject({
    kind: 'invalid',
    fault: {
      message: expect.stringContaining('Unrecognized key: "contractChek"'),
      fix: expect.stringContaining('"contractChek" for "contractCheck"'),
    },
  });
});

test.each([
  [{}, /^A server is declared by/],
  [{ command: 'node server.mjs' }, /^A server is declared by/],
  [{ ...block, rounds: 'six' }, /^Change what the message names/],
  [{ ...block, workloads: { add: { path: '/', json: 1 } } }, /^Change what the message names/],
])('the fix of a wrong block %j is about what is wrong', async (wrong, fix) => {
  const bench = 'command' in wrong ? wrong : { ...wrong, endpoint: '/' };
  const [declared] = await declaredIn({ 'apps/a/project.json': { bench } });
  expect(declared).toMatchObject({ kind: 'invalid', fault: { fix: expect.stringMatching(fix) } });
});
