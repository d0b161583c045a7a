import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveLive } from '../src/live/serve-live.ts';
import type { Report } from '../src/schema/report.ts';
import { serversIn } from '../src/system/server-folders.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** Names that Nx takes: of an npm scope, of folders one of which begins as another does, with a space. */
const names = ['@acme/api', 'backend', 'backend/api', 'my app'];
const block = { command: ['node', 'servers/steady.mjs'], readyPath: '/', rounds: 1 };

let workspace: Workspace;
const rows = () =>
  workspace
    .json<Report>('dist/bench/report.json')
    .rows.map(({ server }) => server)
    .sort();
const succeed = async (...args: string[]) => {
  const { all, exitCode } = await workspace.nx(args);
  expect(exitCode, all).toBe(0);
};
const measureAnew = async () => {
  const { all, exitCode } = await workspace.nx(['run-many', '-t', 'bench'], { BENCH_RUN_ID: 'anew' });
  expect(exitCode, all).toBe(0);
};

beforeAll(() => {
  workspace = createWorkspace({});
  const { targetDefaults, ...nxJson } = workspace.json<{ targetDefaults: { bench: { options: object } } }>(
    'nx.json',
  );
  const quickly = { ...targetDefaults.bench.options, rounds: 1 };
  workspace.write('nx.json', { ...nxJson, targetDefaults: { '@wasi-bench/nx:bench': { options: quickly } } });
  workspace.write('servers/steady.mjs', steady);
  for (const [index, name] of names.entries())
    workspace.write(`packages/p${index}/project.json`, { name, bench: block });
  workspace.write('README.md', '# Mine\n\n<!-- bench:start -->\n<!-- bench:end -->\n');
});
afterAll(() => workspace.remove());

test('all are measured, each into its own folder, and stand in the report', async () => {
  await succeed('run-many', '-t', 'bench');
  expect(rows()).toEqual(names);
  expect(await serversIn(join(workspace.root, 'dist/bench'))).toEqual(names);
  for (const name of names) {
    const { $schema } = workspace.json<{ $schema: string }>(`dist/bench/${name}/result.json`);
    expect(existsSync(join(workspace.root, 'dist/bench', name, $schema))).toBe(true);
  }
});

test('one that is measured anew takes nothing from another in its folder', async () => {
  workspace.write('packages/p1/changed.txt', 'so that its result is not the cached one');
  await succeed('run-many', '-t', 'bench');
  expect(rows()).toEqual(names);
});

test('the cache gives back each as it was', async () => {
  const before = workspace.read('dist/bench/backend/api/result.json');
  await succeed('run', 'backend:bench', '--rounds=2');
  await succeed('run', 'backend:bench');
  expect(workspace.read('dist/bench/backend/api/result.json')).toBe(before);
  expect(workspace.json('dist/bench/backend/result.json')).toMatchObject({ rounds: [{ round: 0 }] });
});

test('the live page has them all', async () => {
  const stop = new AbortController();
  const url = await new Promise<string>((ready, failed) => {
    serveLive({ workspaceRoot: workspace.root, port: 0, signal: stop.signal, ready }).catch(failed);
  });
  const packed = await (await fetch(`${url}data`)).text();
  stop.abort();
  const page = gunzipSync(Buffer.from(packed, 'base64')).toString();
  for (const name of names) expect(page).toContain(name);
});

test('publish keeps them all', async () => {
  await measureAnew();
  await succeed('run', 'suite:publish', '--machine=here');
  const [run] = readdirSync(join(workspace.root, 'results/here'));
  const published = join(workspace.root, 'results/here', run!);
  expect(await serversIn(published)).toEqual(names);
});

test('a baseline and a gate know them by their names', async () => {
  await succeed('run', 'suite:baseline');
  const { all } = await workspace.nx(['run', 'suite:gate']);
  // One round each is too few to compare, which is said of each.
  for (const name of names)
    expect(all).toContain(`inconclusive  ${name}, closed, CPU per request: the baseline has 1 rounds`);
});

const steady = `
import { createServer } from 'node:http';
createServer((request, response) => response.end('ok')).listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => process.exit(0));
`;
