import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findGenerator } from '../src/load/find-k6.mjs';
import type { Report } from '../src/schema/report.ts';
import type { Result } from '../src/schema/result.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const repository = new URL('../../..', import.meta.url).pathname;
const order = {
  method: 'POST',
  path: '/orders',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a user writes
  headers: { 'x-shop': '${SHOP_TOKEN}' },
  body: { jsonFile: 'bodies/order.json' },
  status: [201],
};
const shared = {
  order,
  mixed: {
    requests: [
      { path: '/items', weight: 3 },
      { path: '/gone', status: [410] },
    ],
  },
};
const server = { command: ['node', 'servers/orders/orders.mjs'], readyPath: '/', endpoint: '/items' };

const secret = 'a-token-of-the-shop';

let workspace: Workspace;

beforeAll(() => {
  workspace = createWorkspace({
    orders: server,
    other: { ...server, command: ['node', 'servers/other/orders.mjs'] },
  });
  workspace.write('bodies/order.json', { lines: [1, 2] });
  configure(shared);
});
afterAll(() => workspace.remove());

function configure(workloads: object) {
  const nxJson = workspace.json<Record<string, unknown>>('nx.json');
  workspace.write('nx.json', { ...nxJson, plugins: [{ plugin: '@wasi-bench/nx', options: { workloads } }] });
}

const bench = (...args: string[]) =>
  workspace.nx(['run-many', '-t', 'bench', '-p', 'orders', 'other', '--rounds=1', ...args], {
    SHOP_TOKEN: secret,
  });

test('every scenario asks every workload of every server, each in a table of its own', async () => {
  const args = ['--scenarios=closed,open', '--rate=50', '--workload=endpoint,order,mixed'];
  const { all, exitCode } = await bench(...args);
  expect(exitCode, all).toBe(0);
  const names = ['closed', 'open', 'closed@order', 'open@order', 'closed@mixed', 'open@mixed'];
  for (const name of ['orders', 'other']) {
    const { scenarios, rounds } = workspace.json<Result>(`dist/bench/${name}/result.json`);
    expect(scenarios).toEqual(names);
    for (const round of rounds) {
      if (round.status !== 'measured') throw new Error(all);
      expect(round.load.failedRequests, round.scenario).toBe(0);
      expect(round.load.failedChecks, round.scenario).toBe(0);
    }
  }
  expect(filesWith(secret)).toEqual([]);
  const { rows } = workspace.json<Report>('dist/bench/report.json');
  expect(rows.map(({ scenario, workload }) => `${scenario} ${workload}`)).toEqual(
    ['orders', 'other'].flatMap(() => names.map((name) => `${name} ${name.split('@')[1]}`)),
  );
  expect(all).toContain('Scenario closed, workload order, launcher process');
  expect(workspace.read('dist/bench/report.md')).toContain('workload mixed');
  const [head = '', ...lines] = workspace.read('dist/bench/report.csv').trim().split('\r\n');
  const place = head.split(',').indexOf('workload');
  expect(new Set(lines.map((line) => line.split(',')[place]))).toEqual(new Set(['', 'order', 'mixed']));
});

/** In what the runs have left behind, caches included. */
function filesWith(text: string): string[] {
  return ['dist/bench', '.nx']
    .filter((folder) => existsSync(join(workspace.root, folder)))
    .flatMap((folder) =>
      readdirSync(join(workspace.root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    )
    .filter((file) => readFileSync(file).includes(text));
}

test('a result is from the cache, and compared with a baseline, until a body changes', async () => {
  const again = () => bench('--workload=order');
  const suite = (target: string) => workspace.nx(['run', `suite:${target}`, '--excludeTaskDependencies']);
  await again();
  expect((await again()).all).toContain('Nx read the output from the cache');
  await suite('baseline');
  workspace.write('bodies/order.json', { lines: [1, 2], note: 'another' });
  expect((await again()).all).not.toContain('Nx read the output from the cache');
  expect((await suite('gate')).all).toMatch(/the load was another one: workloadSha256 \w+ then, \w+ now/);
});

test.each([
  [
    'a workload that there is not',
    ['--workload=quote'],
    /UNKNOWN_WORKLOAD: .*there are: endpoint, order, mixed/,
  ],
  ['the same twice', ['--workload=order,order'], /INVALID_OPTION: .*"workload": expected each name once/],
])('%s is one coded error before anything starts', async (_what, args, said) => {
  const { all, exitCode } = await bench(...args);
  expect(exitCode).not.toBe(0);
  expect(all).toMatch(said);
  expect(all).not.toMatch(/order of rounds/);
});

test.each([
  [
    'a body of a GET',
    { path: '/', body: 'x' },
    /DECLARATION_INVALID: [\s\S]*expected a method that has a body/,
  ],
  ['a weight of 0', { requests: [{ path: '/', weight: 0 }] }, /DECLARATION_INVALID: [\s\S]*above 0/],
  [
    'a header of a variable that is not there',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what a user writes
    { ...order, headers: { authorization: 'Bearer ${NOBODY}' } },
    /HEADER_VARIABLE_MISSING: .*NOBODY/,
  ],
  [
    'a file that is not there',
    { ...order, body: { file: 'gone' } },
    /WORKLOAD_FILE_UNUSABLE: .*gone, found: ENOENT/,
  ],
  [
    'JSON that is none',
    { ...order, body: { jsonFile: 'nx.txt' } },
    /WORKLOAD_FILE_UNUSABLE: .*expected JSON in nx\.txt/,
  ],
])('%s is one coded error before anything starts', async (_what, workload, said) => {
  workspace.write('nx.txt', 'no JSON');
  configure({ order: workload });
  const { all, exitCode } = await bench('--workload=order');
  configure(shared);
  expect(exitCode).not.toBe(0);
  expect(all).toMatch(said);
  expect(all).not.toMatch(/order of rounds/);
});

test('a script that reads no WORKLOAD is refused with one', async () => {
  workspace.write(
    'k6/plain.js',
    "import http from 'k6/http';\nexport default () => http.get(__ENV.BASE_URL + __ENV.ENDPOINT);\n",
  );
  const { all } = await bench('--scenarios=plain', '--workload=order');
  expect(all).toMatch(
    /WORKLOAD_UNSUPPORTED: workload "order": expected scenario "plain" to read __ENV\.WORKLOAD/,
  );
});

const wrk = findGenerator('wrk', repository);
if (wrk === undefined) console.warn('skipped, since there is no wrk: npx nx run toolchain:wrk');

describe.skipIf(wrk === undefined)('with wrk', () => {
  test('a workload is asked as by k6, and what wrk calls a failure is refused', async () => {
    configure({ ...shared, several: { requests: [{ path: '/items', weight: 3 }, order] } });
    const args = ['--scenarios=saturation', '--vus=4'];
    const { all, exitCode } = await bench(...args, '--workload=order,several');
    expect(exitCode, all).toBe(0);
    for (const round of workspace.json<Result>('dist/bench/orders/result.json').rounds) {
      if (round.status !== 'measured') throw new Error(all);
      expect(round.load.failedRequests, round.scenario).toBe(0);
      expect(round.load.requests).toBeGreaterThan(0);
    }
    expect((await bench(...args, '--workload=mixed')).all).toMatch(/WORKLOAD_UNSUPPORTED: .*found 410/);
    configure(shared);
  });
});
