import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../src/schema/report.ts';
import type { Result } from '../src/schema/result.ts';
import { whyNoLimit } from '../src/system/cgroup/why-no-limit.ts';
import { eventually } from './eventually.ts';
import { isLoaded } from './measuring.ts';
import { processesWith, processesWithVariable } from './processes.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const upstream = { name: 'upstream', command: ['node', 'servers/gateway/upstream.mjs'] };
const gateway = (...dependencies: object[]) => ({
  command: ['node', 'servers/gateway/gateway.mjs'],
  readyPath: '/',
  endpoint: '/',
  dependencies,
});

let workspace: Workspace;
/** A machine of its own as far as folders for temporary files tell. */
let temporary: string;

beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'bench-dependencies-'));
  // Its database runs as another user where we are root.
  chmodSync(temporary, 0o755);
  workspace = createWorkspace({
    gateway: gateway(upstream),
  });
});
afterAll(() => {
  workspace.remove();
  rmSync(temporary, { recursive: true, force: true });
});

/** Measures the gateway beside what is given. */
async function bench(dependency: object | object[], ...args: string[]) {
  const bench = gateway(...[dependency].flat());
  workspace.write('servers/gateway/project.json', { name: 'gateway', bench });
  rmSync(join(workspace.root, 'upstream-starts.log'), { force: true });
  const ended = await workspace.nx(['run', 'gateway:bench', ...args], {
    BENCH_RUN_ID: String(process.hrtime.bigint()),
    TMPDIR: temporary,
  });
  expect(processesWith(workspace.root)).toEqual([]);
  expect(foldersLeft()).toEqual([]);
  return { ...ended, result: () => workspace.json<Result>('dist/bench/gateway/result.json') };
}

const foldersLeft = () => readdirSync(temporary).filter((name) => name.startsWith('wasi-bench-'));
const starts = () =>
  readFileSync(join(workspace.root, 'upstream-starts.log'), 'utf8').trim().split('\n').length;

function measured({ rounds }: Result) {
  return rounds.flatMap((round) => (round.status === 'measured' ? [round] : []));
}

test('a dependency is started for each launch, told to the server, and counted by itself', async () => {
  const { all, exitCode, result } = await bench({
    ...upstream,
    workloads: ['endpoint'],
    env: { BURNS_MS: '1' },
  });
  expect(exitCode, all).toBe(0);
  expect(starts()).toBe(2);
  const rounds = measured(result());
  expect(rounds).toHaveLength(2);
  for (const { dependencies, load, server } of rounds) {
    expect(load.failedRequests).toBe(0);
    expect(dependencies).toMatchObject([{ name: 'upstream', afterLoad: { state: 'ready' } }]);
    // A millisecond a request at least: it is in neither the server's account nor in that of others.
    expect(dependencies![0]!.cpuMicros / load.requests).toBeGreaterThan(900);
    expect(server.cpuMicrosPerRequest).toBeLessThan(dependencies![0]!.cpuMicros / load.requests);
    expect(dependencies![0]!.rssPeakBytes).toBeGreaterThan(10e6);
  }
  const [row] = workspace.json<Report>('dist/bench/report.json').rows;
  expect(row).toMatchObject({ dependencyCpuMicrosPerRequest: { median: expect.any(Number) } });
  expect(workspace.read('dist/bench/report.md')).toContain('Beside it');
});

test('one that goes on is started once, and reset before each launch', async () => {
  const reset = { command: ['sh', '-c', 'echo $PORT {port} $# >> resets.log', 'sh', ''] };
  const { all, exitCode, result } = await bench({ ...upstream, reset });
  expect(exitCode, all).toBe(0);
  expect(measured(result())).toHaveLength(2);
  expect(starts()).toBe(1);
  const resets = workspace.read('resets.log').trim().split('\n');
  expect(resets).toHaveLength(2);
  expect(resets[0]).toMatch(/^(\d+) \1 1$/);

  const failing = await bench({ ...upstream, reset: { command: ['sh', '-c', 'echo no rows; exit 4'] } });
  expect(failing.all).toMatch(
    /DEPENDENCY_RESET_FAILED: gateway: dependency "upstream": expected exit code 0 .*found exit code 4: no rows/,
  );
});

test('a later one is told where those before it listen', async () => {
  const first = { ...upstream, name: 'first' };
  const later = {
    ...upstream,
    env: { OF_FIRST: '{first.host}:{first.port}' },
    ready: { command: ['sh', '-c', 'test "$OF_FIRST" = "$FIRST_HOST:$FIRST_PORT" -a -n "$FIRST_PORT"'] },
  };
  const { all, exitCode } = await bench([first, later], '--rounds=1');
  expect(exitCode, all).toBe(0);
});

test('one that does not become ready, and one whose port is taken, are coded errors', async () => {
  const silent = { ...upstream, env: { SILENT: 'yes' }, readyTimeout: '2s' };
  const ready = [
    ['tcp', /to take a connection within 2000 ms, found ECONNREFUSED/],
    [{ http: '/' }, /expected 200 from GET http:.* within 2000 ms, found .*ECONNREFUSED/],
    [{ command: ['sh', '-c', 'echo not yet; exit 2'] }, /exit code 0 of sh .* found exit code 2: not yet/],
  ] as const;
  for (const [asked, said] of ready) {
    const { all, exitCode, result } = await bench({ ...silent, ready: asked });
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/DEPENDENCY_NOT_READY: gateway: dependency "upstream": /);
    expect(all).toMatch(said);
    expect(result().errors.map(({ code }) => code)).toEqual(['DEPENDENCY_NOT_READY']);
  }

  const occupant = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => occupant.once('listening', resolve));
  const { port } = occupant.address() as AddressInfo;
  try {
    const { all } = await bench({ ...upstream, port });
    expect(all).toMatch(
      new RegExp(`PORT_IN_USE: gateway: dependency "upstream": option "port" is ${port}, and another`),
    );
  } finally {
    occupant.close();
  }
});

test('one that ends in mid-run is named, and what was measured before is kept', async () => {
  const { all, exitCode, result } = await bench({ ...upstream, env: { DIES: 'yes' } }, '--duration=5s');
  expect(exitCode).not.toBe(0);
  expect(all).toMatch(/DEPENDENCY_DIED: gateway: dependency "upstream": it exited with code 7/);
  const { rounds, errors } = result();
  expect(errors.map(({ code }) => code)).toEqual(['DEPENDENCY_DIED']);
  expect(rounds.map(({ status }) => status)).toEqual(['measured', 'failed']);
  const [row] = workspace.json<Report>('dist/bench/report.json').rows;
  if (row?.status !== 'measured') throw new Error(all);
  expect(row.findings).toContainEqual(
    expect.objectContaining({ code: 'dependency-failed', invalidates: [] }),
  );
});

test.each([
  ['an unknown field', { ...upstream, comand: ['node'] }, /dependencies/],
  ['neither program nor image', { name: 'upstream' }, /expected a program or an "image"/],
  ['a program without a name', { ...upstream, command: ['', 'x'] }, /expected a program/],
  [
    'a workload of nobody',
    { ...upstream, workloads: ['order'] },
    /expected the name of a workload \(endpoint\)/,
  ],
  ['an address of nobody', { ...upstream, name: 'database' }, /expected the name of one of "dependencies"/],
  [
    'a dependency that asks for its own address as that of another',
    { ...upstream, env: { OWN: '{upstream.port}' } },
    /gateway: dependency "upstream": option "env.OWN": expected the name of one of "dependencies" \(there is none\)/,
  ],
])('%s is one coded error before anything starts', async (_what, dependency, said) => {
  workspace.write('servers/gateway/project.json', {
    name: 'gateway',
    bench: { ...gateway(dependency), env: { UPSTREAM_PORT: '{upstream.port}' } },
  });
  const { all, exitCode } = await workspace.nx(['run', 'gateway:bench']);
  expect(exitCode).not.toBe(0);
  expect(all).toMatch(/(INVALID_OPTION|DECLARATION_INVALID): /);
  expect(all).toMatch(said);
  expect(all).not.toMatch(/order of rounds/);
});

test('SIGKILL of the bench: the next run ends the dependency and removes its folder', async () => {
  const held = { ...upstream, command: [...upstream.command, '{folder}'] };
  workspace.write('servers/gateway/project.json', { name: 'gateway', bench: gateway(held) });
  const env = { BENCH_RUN_ID: String(process.hrtime.bigint()), TMPDIR: temporary };
  const running = workspace.nx(['run', 'gateway:bench', '--duration=30s'], env, 'in a group of its own');
  const lives = () => processesWithVariable('TMPDIR', temporary);
  await eventually(() => lives().some(({ command }) => / run --quiet/.test(command)), 'k6 runs');
  expect(foldersLeft()).toHaveLength(1);
  const { pid } = JSON.parse(readFileSync(join(temporary, 'wasi-bench/holder.json'), 'utf8'));
  process.kill(pid, 'SIGKILL');
  await running;
  expect(lives().some(({ command }) => command.includes('upstream.mjs'))).toBe(true);
  const { all, exitCode } = await bench(upstream);
  expect(exitCode, all).toBe(0);
  expect(all).toMatch(/stopped 2 server\(s\) that a killed run had left behind/);
});

describe.skipIf(whyNoLimit() !== undefined)('within a CPU limit of its own', () => {
  test('a saturated one is found, and its figures leave the ranking', async () => {
    const { all, exitCode } = await bench(
      { ...upstream, cpus: 0.1, env: { BURNS_MS: '1' } },
      '--duration=2s',
    );
    expect(exitCode, all).toBe(0);
    const [row] = workspace.json<Report>('dist/bench/report.json').rows;
    if (row?.status !== 'measured') throw new Error(all);
    expect(row.bound?.by, all).toBe('dependency');
    expect(row.findings).toContainEqual(
      expect.objectContaining({
        code: 'dependency-saturated',
        invalidates: ['requestsPerSecond', 'latencyMs'],
      }),
    );
    expect(row.findings.map(({ code }) => code)).not.toContain('vu-bound');
  });
});

const postgres = ['/usr/lib/postgresql', '/usr/local/bin/postgres', '/usr/bin/postgres'].some((path) => {
  try {
    return readdirSync(path).length > 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR';
  }
});
if (!postgres) console.warn('skipped, since there is no PostgreSQL: apt-get install postgresql');

const fiveRows = [
  'node',
  '--input-type=module',
  '-e',
  `const rows = await (await fetch(process.argv[1] + '/planets')).json();
  if (rows.length !== 5 || rows[4].name !== 'Jupiter') throw new Error(JSON.stringify(rows));`,
];

function copyExample() {
  const example = join(import.meta.dirname, '../../../docs/examples/beside-a-database');
  cpSync(example, join(workspace.root, 'beside-a-database'), { recursive: true });
}

const benchExample = (...args: string[]) =>
  workspace.nx(['run', 'api:bench', ...args], {
    BENCH_RUN_ID: String(process.hrtime.bigint()),
    TMPDIR: temporary,
  });
const exampleResult = () => workspace.json<Result>('dist/bench/api/result.json');

test('without a database beside it the example answers the same rows from SQLite', async () => {
  copyExample();
  workspace.write('beside-a-database/project.json', {
    name: 'api',
    bench: { command: ['node', 'beside-a-database/api.mjs'], endpoint: '/planets', contractCheck: fiveRows },
  });
  const { all, exitCode } = await benchExample();
  expect(exitCode, all).toBe(0);
  const rounds = measured(exampleResult());
  expect(rounds).toHaveLength(2);
  for (const { dependencies, load } of rounds) {
    expect(load.failedRequests).toBe(0);
    expect(dependencies).toBeUndefined();
  }
});

describe.skipIf(!postgres)('beside a PostgreSQL', () => {
  const database = {
    name: 'database',
    command: ['node', 'beside-a-database/database.mjs', '{folder}'],
    stopTimeout: '20s',
  };
  const api = {
    command: ['node', 'beside-a-database/api.mjs'],
    endpoint: '/planets',
    dependencies: [database],
  };

  beforeAll(() => {
    copyExample();
    workspace.write('beside-a-database/project.json', { name: 'api', bench: api });
  });

  const nothingIsLeft = async () => {
    await eventually(() => processesWithVariable('TMPDIR', temporary).length === 0, 'no process is left');
    expect(foldersLeft()).toEqual([]);
  };

  test('a service that answers five rows is measured, its database apart', async () => {
    workspace.write('beside-a-database/project.json', {
      name: 'api',
      bench: { ...api, contractCheck: fiveRows },
    });
    const { all, exitCode } = await benchExample();
    expect(exitCode, all).toBe(0);
    const rounds = measured(exampleResult());
    expect(rounds).toHaveLength(2);
    for (const { dependencies, load, machine } of rounds) {
      expect(load.failedRequests).toBe(0);
      expect(dependencies).toMatchObject([{ name: 'database', afterLoad: { state: 'ready' } }]);
      expect(dependencies![0]!.cpuMicros).toBeGreaterThan(0);
      expect(machine.foreignCores).toBeLessThan(machine.cpus);
    }
    await nothingIsLeft();
  });

  test('killed in mid-run it is named, and the rounds before are kept', async () => {
    const running = benchExample('--duration=5s');
    const postmasters = () =>
      processesWithVariable('TMPDIR', temporary).filter(({ command }) => /^\S*postgres -D/.test(command));
    await eventually(() => {
      try {
        return measured(exampleResult()).length > 0 && postmasters().length > 0 && isLoaded(workspace.root);
      } catch {
        return false;
      }
    }, 'the second round is under load');
    for (const { pid } of postmasters()) process.kill(pid, 'SIGKILL');
    const { all, exitCode } = await running;
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/DEPENDENCY_DIED: api: dependency "database": /);
    expect(exampleResult().errors.map(({ code }) => code)).toEqual(['DEPENDENCY_DIED']);
    expect(measured(exampleResult())).toHaveLength(1);
    await nothingIsLeft();
  });
});
