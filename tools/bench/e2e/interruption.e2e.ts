import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Result } from '../src/schema/result.ts';
import { stateOf } from '../src/system/process/identity.ts';
import { eventually, lockHolder } from './eventually.ts';
import { isLoaded, measuringEnded } from './measuring.ts';
import { parentOf, processesWith } from './processes.ts';
import { asItComes, createWorkspace, environment, nxProgram, type Workspace } from './workspace.ts';

let workspace: Workspace;

beforeAll(() => {
  const servers = {
    one: { command: ['node', 'servers/one/steady.mjs'], readyPath: '/' },
    two: { command: ['node', 'servers/two/steady.mjs'], readyPath: '/' },
  };
  workspace = createWorkspace(servers, asItComes);
});
afterAll(() => workspace.remove());

/** Long enough to be interrupted: the server of round 2 is awaited while round 1 is on disk. */
const start = () =>
  workspace.nx(['run-many', '-t', 'bench', '--rounds=20', '--duration=2s', '--seed=1'], {
    BENCH_RUN_ID: String(process.hrtime.bigint()),
  });
const serverPid = (name: string) =>
  processesWith(`servers/${name}/steady.mjs`).find(({ command }) => command.startsWith('node '))?.pid;
const result = (name: string) => {
  try {
    return workspace.json<Result>(`dist/bench/${name}/result.json`);
  } catch {
    return undefined;
  }
};
const measured = (name: string) =>
  result(name)?.rounds.filter(({ status }) => status === 'measured').length ?? 0;
const nothingLeft = async () => {
  await eventually(() => ours().length === 0, 'no process of the workspace is left');
  await measuringEnded(workspace.root);
};
const ours = () =>
  processesWith(workspace.root).concat(processesWith('servers/one/'), processesWith('servers/two/'));

const loadedServer = () =>
  eventually(
    () => isLoaded(workspace.root) && (serverPid('one') ?? serverPid('two')),
    'a server that is loaded',
  );

async function measuredOnce(): Promise<void> {
  const runId = result('one')?.runId;
  await eventually(
    () => result('one')?.runId !== runId && measured('one') > 0 && measured('two') > 0,
    'a round of each',
  );
}

test('a server killed in mid-run: the row says so, its rounds and the other server are kept', async () => {
  const run = workspace.nx(['run-many', '-t', 'bench', '--rounds=3', '--duration=2s', '--seed=1']);
  const pid = await eventually(
    () => measured('one') === 1 && isLoaded(workspace.root) && serverPid('one'),
    'a load in the second round of server one',
  );
  process.kill(pid, 'SIGKILL');
  const { all, exitCode } = await run;
  expect(exitCode).not.toBe(0);
  expect(all).toMatch(/SERVER_DIED: one: the server was ended by SIGKILL/);
  expect(measured('one')).toBeGreaterThanOrEqual(1);
  expect(result('one')?.errors.map(({ code }) => code)).toEqual(['SERVER_DIED']);
  expect(measured('two')).toBe(3);
  await nothingLeft();
});

test.each([
  'SIGINT',
  'SIGTERM',
] as const)('%s to Nx ends everything and keeps the measured rounds', async (signal) => {
  const run = start();
  await measuredOnce();
  run.kill(signal);
  await run;
  await nothingLeft();
  expect(measured('one')).toBeGreaterThan(0);
  await eventually(
    () => result('one')?.errors[0]?.code === 'INTERRUPTED',
    'the result says that it was interrupted',
  );
});

test.skipIf(process.platform !== 'linux')(
  'Ctrl-C in a terminal: that it was interrupted, and what is kept, is said after Nx has gone',
  async () => {
    // util-linux's, which is on every Linux: it gives the command a terminal of its own.
    const command = `trap : INT; ${nxProgram} run-many -t bench --rounds=20 --duration=2s; sleep 30`;
    const terminal = execa('script', ['-qefc', command, '/dev/null'], {
      cwd: workspace.root,
      env: environment({ BENCH_RUN_ID: String(process.hrtime.bigint()) }),
      extendEnv: false,
      all: true,
      reject: false,
    });
    let shown = '';
    terminal.all.on('data', (data) => {
      shown += data;
    });
    await measuredOnce();
    terminal.stdin.write('\x03');
    await eventually(
      () => /INTERRUPTED: the run was interrupted \(SIGINT\)[\s\S]*kept: the \d+ rounds/.test(shown),
      'it says so',
    );
    terminal.stdin.write('\x03');
    terminal.kill('SIGKILL');
    await terminal;
    await nothingLeft();
  },
);

test('kill -9 of Nx ends everything too', async () => {
  const run = start();
  await measuredOnce();
  run.kill('SIGKILL');
  await run;
  await nothingLeft();
});

test('SIGINT to Nx alone, with a worker that escaped the server: neither it nor the measuring process stays, and the lock is free', async () => {
  const server = { command: ['node', 'servers/escaping/escapes.mjs'], readyPath: '/', stopTimeout: '1s' };
  const escaping = createWorkspace({ escaping: server }, asItComes);
  try {
    const run = escaping.nx(['run', 'escaping:bench', '--rounds=20']);
    const roundsOf = ({ rounds }: Result) => rounds.filter(({ status }) => status === 'measured').length;
    const file = 'dist/bench/escaping/result.json';
    await eventually(
      () => existsSync(join(escaping.root, file)) && roundsOf(escaping.json<Result>(file)) > 0,
      'a measured round',
    );
    const holder = await lockHolder();
    expect(holder?.workspaceRoot).toBe(escaping.root);
    run.kill('SIGINT');
    await run;
    await eventually(
      () => [escaping.root, 'servers/escaping/'].flatMap(processesWith).length === 0,
      'no process of the workspace is left',
    );
    await measuringEnded(escaping.root);
    await eventually(
      async () => !holder || (await stateOf(holder)) === 'ended',
      'the process that measured has ended',
    );
    expect((await lockHolder())?.id).not.toBe(holder?.id);
  } finally {
    escaping.remove();
  }
});

test('a second bench names the one that measures; what a kill -9 of that leaves is stopped by the next run, which says so', async () => {
  const run = start();
  await measuredOnce();
  const holder = parentOf(await loadedServer());
  const second = await workspace.nx(['run', 'two:bench', '--rounds=1', '--wait=0s']);
  expect(second.exitCode).not.toBe(0);
  expect(second.all).toMatch(
    new RegExp(`MACHINE_BUSY: another bench .* pid ${holder}, workspace ${workspace.root}, since 20`),
  );
  await loadedServer();
  process.kill(holder, 'SIGKILL');
  await run;
  expect(serverPid('one') ?? serverPid('two')).toBeDefined();
  const { all, exitCode } = await workspace.nx(['run', 'two:bench', '--rounds=1']);
  expect(exitCode, all).toBe(0);
  expect(all).toMatch(/stopped 1 server\(s\) that a killed run had left behind/);
  await nothingLeft();
});
