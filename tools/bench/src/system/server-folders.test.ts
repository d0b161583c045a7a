import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyServerFolder, removeServerFolderIn, serverFolderIn, serversIn } from './server-folders.ts';

let results: string;
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'server-folders-'));
});
afterEach(() => rmSync(results, { recursive: true }));

function write(file: string, text = ''): void {
  mkdirSync(dirname(join(results, file)), { recursive: true });
  writeFileSync(join(results, file), text);
}
const writeResult = (server: string) => write(`${server}/result.json`, JSON.stringify({ server }));
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();

/** Names that Nx takes: of npm's scopes, of folders, of Gradle's paths, of people. */
const names = [
  'api',
  '@acme/api',
  '@acme/web',
  'backend',
  'backend/api',
  'backend/api/v2',
  ':app:web',
  'my app',
  'ünï',
  'a.b',
];

test('a server is found by any name, within another too', async () => {
  for (const name of names) writeResult(name);
  write('report.json');
  expect(await serversIn(results)).toEqual([...names].sort());
});

test('results within several CPU limits are those of one server', async () => {
  const [server, limits] = ['@acme/api', ['0.1-cpus', '1-cpus']];
  for (const limit of limits) write(`${server}/${limit}/result.json`, JSON.stringify({ server }));
  writeResult('@acme/api/v2');
  expect(await serversIn(results)).toEqual(['@acme/api', '@acme/api/v2']);
  await removeServerFolderIn(results, '@acme/api');
  expect(await serversIn(results)).toEqual(['@acme/api/v2']);
});

test('none are found where nothing was measured', async () => {
  expect(await serversIn(join(results, 'nowhere'))).toEqual([]);
});

test("what a script of k6's writes is no server", async () => {
  writeResult('api');
  write('api/closed/result.json', '{"server": "api"}');
  write('api/open/result.json', 'no JSON');
  expect(await serversIn(results)).toEqual(['api']);
});

test('emptying a folder spares those of other servers in it', async () => {
  for (const name of ['backend', 'backend/api', 'backend/deep/er/x', 'backender']) writeResult(name);
  for (const file of ['backend/server-1.log', 'backend/closed/a.json', 'backend/deep/b.json']) write(file);
  await removeServerFolderIn(results, 'backend');
  expect(filesIn(join(results, 'backend'))).toEqual(['api/result.json', 'deep/er/x/result.json']);
  await removeServerFolderIn(results, 'backend/api');
  expect(await serversIn(results)).toEqual(['backend/deep/er/x', 'backender']);
  await removeServerFolderIn(results, 'backender');
  expect(existsSync(join(results, 'backender'))).toBe(false);
});

test('a copy holds the files of one server, and those that are taken', async () => {
  writeResult('backend');
  writeResult('backend/api');
  write('backend/server-1.log');
  write('backend/closed/round-1.k6.json');
  const to = join(results, 'copy');
  await copyServerFolder('backend', { from: results, to, isTaken: (name) => !name.endsWith('.log') });
  expect(filesIn(to)).toEqual(['backend/closed/round-1.k6.json', 'backend/result.json']);
});

test.each([
  '',
  '.',
  '..',
  '../x',
  'a/../../x',
  '/etc',
  'a//b',
  'report.json',
  'history.jsonl',
  'a\0b',
])('a name that would leave the folder, or take a file of the suite, is refused: %j', (name) => {
  expect(() => serverFolderIn(results, name)).toThrow(
    expect.objectContaining({ code: 'SERVER_NAME_UNUSABLE' }),
  );
});
