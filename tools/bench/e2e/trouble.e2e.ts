import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Report } from '../src/schema/report.ts';
import { processesWith } from './processes.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

let workspace: Workspace;

const diesWhenAsked = `require('node:http')
  .createServer((asked, answer) => (asked.url === '/rare' ? process.exit(4) : answer.end('ok')))
  .listen(Number(process.env.PORT), process.env.HOST);`;

beforeAll(() => {
  workspace = createWorkspace({
    healthy: { command: ['node', 'servers/healthy/steady.mjs'], readyPath: '/' },
    'never-ready': { command: ['node', 'servers/never-ready/never-ready.mjs'], readyTimeout: '1s' },
    exits: { command: ['node', 'servers/exits/exits.mjs'] },
    absent: { command: ['dist/apps/absent'] },
    'off-contract': {
      command: ['node', 'servers/off-contract/steady.mjs'],
      readyPath: '/',
      contractCheck: ['node', '-e', 'console.log("GET /health: expected JSON, found ok"); process.exit(1)'],
    },
    'dies-when-checked': {
      command: ['node', '-e', diesWhenAsked],
      readyPath: '/',
      contractCheck: ['node', '-e', 'fetch(process.argv[1] + "/rare").catch(() => process.exit(1))'],
    },
  });
});
afterAll(() => workspace.remove());

const benchOf = (server: string, ...args: string[]) => workspace.nx(['run', `${server}:bench`, ...args]);

test('servers that fail are named with cause and fix, and the others are measured', async () => {
  const { all, exitCode } = await workspace.nx(['run-many', '-t', 'bench']);
  expect(exitCode).not.toBe(0);
  expect(all).toMatch(/SERVER_NOT_READY: never-ready: expected 200 .* within 1000 ms, found 503/);
  expect(all).toMatch(/waiting for a database that never comes/);
  expect(all).toMatch(/SERVER_DIED: exits: the server exited with code 3/);
  expect(all).toMatch(/cannot read settings\.toml/);
  expect(all).toMatch(/COMMAND_NOT_FOUND: absent: cannot run "dist\/apps\/absent"/);
  expect(all).toMatch(/CONTRACT_BROKEN: off-contract: [\s\S]*GET \/health: expected JSON, found ok/);
  expect(all).toMatch(/SERVER_DIED: dies-when-checked: the server exited with code 4/);
  expect(all).toMatch(/\n\s+fix: /);
  const report = workspace.json<Report>('dist/bench/report.json');
  const status = Object.fromEntries(report.rows.map((row) => [row.server, row.status]));
  expect(status).toEqual({
    healthy: 'measured',
    'never-ready': 'failed',
    exits: 'failed',
    absent: 'failed',
    'off-contract': 'failed',
    'dies-when-checked': 'failed',
  });
  expect(processesWith(workspace.root)).toEqual([]);
});

test.each([
  [
    'an unknown scenario',
    ['--scenarios=rampage'],
    /UNKNOWN_SCENARIO: .*"rampage"; there are: capacity, closed, open/,
  ],
  ['a bad number', ['--rounds=many'], /INVALID_OPTION: healthy: option "rounds": .*"many"/],
  ['a bad duration', ['--duration=5'], /INVALID_OPTION: healthy: option "duration": .*"5s"/],
  ['an unknown option', ['--vuz=5'], /INVALID_OPTION: healthy: unknown option "vuz"; known are .*vus/],
  ['a CPU that is not there', ['--cpuset=4000'], /LIMIT_UNSUPPORTED: healthy: .*taskset -c 4000/],
  ['a launcher that does not exist', ['--launcher=teleport'], /INVALID_OPTION: healthy: option "launcher"/],
  ['a k6 that is not there', ['--k6=/nowhere/k6'], /K6_MISSING: .*"\/nowhere\/k6" \(option "k6"\)/],
  ['a k6 that is none', ['--k6=/bin/false'], /K6_FAILED: .*found exit code 1/],
])('%s is one coded error before anything starts', async (_what, args, expected) => {
  const { all, exitCode } = await benchOf('healthy', ...args);
  expect(exitCode).not.toBe(0);
  expect(all).toMatch(expected);
  expect(all).not.toMatch(/order of rounds/);
});

test('a limit that one server cannot have is told before another is measured', async () => {
  workspace.write('servers/capped/project.json', {
    name: 'capped',
    bench: { command: ['node', 'servers/healthy/steady.mjs'], readyPath: '/' },
    targets: { bench: { options: { cpuset: '4000' } } },
  });
  const { all, exitCode } = await workspace.nx(['run-many', '-t', 'bench', '-p', 'healthy', 'capped']);
  workspace.write('servers/capped/project.json', { name: 'capped' });
  expect(exitCode).not.toBe(0);
  expect(all).toMatch(/LIMIT_UNSUPPORTED: capped/);
  expect(all).not.toMatch(/order of rounds/);
});

test('a port in use is named', async () => {
  const occupant = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => occupant.once('listening', resolve));
  const { port } = occupant.address() as AddressInfo;
  try {
    const { all, exitCode } = await benchOf('healthy', `--port=${port}`);
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(
      new RegExp(`PORT_IN_USE: healthy: option "port" is ${port}, and another program listens there`),
    );
  } finally {
    occupant.close();
  }
});

test('a scenario that k6 cannot run is named with what k6 said, and the other is measured', async () => {
  workspace.write('k6/broken.ts', 'export default function () { nonsense( }');
  const { all, exitCode } = await benchOf('healthy', '--scenarios=broken,closed', '--rounds=1');
  expect(exitCode).not.toBe(0);
  expect(all).toMatch(/K6_FAILED: k6 exited with code \d+ in scenario "broken":[\s\S]*broken\.ts/);
  expect(all).not.toMatch(/deprecated/);
  const { rows } = workspace.json<Report>('dist/bench/report.json');
  expect(rows.map(({ scenario, status, errors }) => [scenario, status, errors.length])).toEqual(
    expect.arrayContaining([
      ['broken', 'failed', 1],
      ['closed', 'measured', 0],
    ]),
  );
});

test('a declaration that is wrong is an error of its own target, with its file, and of no other', async () => {
  workspace.write('servers/bad/project.json', { name: 'bad', bench: { comand: ['node'], readyPath: '/' } });
  const shown = await workspace.nx(['show', 'projects']);
  const { all, exitCode } = await benchOf('bad');
  workspace.write('servers/bad/project.json', { name: 'bad' });
  expect(shown).toMatchObject({ exitCode: 0, all: expect.stringContaining('bad') });
  expect(exitCode).not.toBe(0);
  expect(all).toMatch(/DECLARATION_INVALID: the "bench" block in servers\/bad\/project\.json/);
});
