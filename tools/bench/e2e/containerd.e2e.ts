import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../src/schema/result.ts';
import { pidsIn } from '../src/system/cgroup/members.ts';
import { cgroupFoldersAt } from '../src/system/cgroup/mounts.ts';
import { useContainerd, writeWasmImage } from './engine.ts';
import { eventually } from './eventually.ts';
import { isLoaded, measuringPid } from './measuring.ts';
import { processesWith } from './processes.ts';
import { skipped } from './skipped.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const repository = join(import.meta.dirname, '../../..');
const shim = join(repository, 'dist/libs/wasm-shim/containerd-shim-wasibench-v1');
const conformance = ['node', join(repository, 'libs/contract/bin/conformance.mjs')];
const containerd = useContainerd();

describe('launcher containerd', () => {
  if (containerd.state === 'none') return skipped(containerd.reason);
  const { ctr } = containerd;
  let workspace: Workspace;

  beforeAll(() => {
    const server = { command: ['none'], shim };
    workspace = createWorkspace({
      p2: { ...server, wasmImage: 'p2/image.tar' },
      p3: { ...server, wasmImage: 'p3/image.tar' },
    });
    writeWasmImage('p2', 'component', join(workspace.root, 'p2'));
    writeWasmImage('p3', 'component-p3', join(workspace.root, 'p3'));
    containerd.offerTo(workspace.root);
  });
  afterAll(() => {
    workspace?.remove();
    containerd.release();
  });

  const bench = (server: string, ...args: string[]) =>
    workspace.nx(['run', `${server}:bench`, '--launcher=containerd', ...args], {
      BENCH_RUN_ID: String(process.hrtime.bigint()),
    });
  const result = (server: string) => {
    try {
      return workspace.json<Result>(`dist/bench/${server}/result.json`);
    } catch {
      return undefined;
    }
  };
  const rounds = (server: string) =>
    result(server)?.rounds.flatMap((each) => (each.status === 'measured' ? [each] : [])) ?? [];
  const list = (what: string) =>
    ctr(what, 'list', '--quiet')
      .split('\n')
      .filter((name) => name !== '');
  const emptyCgroups = () =>
    cgroupFoldersAt('/wasi-bench').filter((folder) => existsSync(folder) && pidsIn(folder).length === 0);
  const nothingLeft = () =>
    eventually(
      () => [...list('containers'), ...list('images'), ...emptyCgroups()].length === 0,
      'nothing is left',
    ).then(() => expect(processesWith('containerd-shim-wasibench-v1 -namespace')).toEqual([]));

  /** A run that goes on for long, once it has measured a round and a load of the next has begun. */
  async function longRun() {
    const before = result('p2')?.runId;
    const run = bench('p2', '--rounds=20', '--duration=3s');
    await eventually(
      () => result('p2')?.runId !== before && rounds('p2').length > 0 && isLoaded(workspace.root),
      'a load after a measured round',
    );
    const [name] = list('tasks');
    return { run, name: name! };
  }

  test.each(['p2', 'p3'])('a component of %s keeps the contract and is measured whole', async (server) => {
    const { all, exitCode } = await bench(server, '--rounds=1', ...contractCheck());
    expect(exitCode, all).toBe(0);
    expect(result(server)).toMatchObject({
      launcher: 'containerd',
      container: { engine: expect.stringContaining('containerd-shim-wasibench-v1'), network: 'host' },
      imageBytes: { state: 'known' },
      imageCompressedBytes: { state: 'known' },
      anonymousAtRestBytes: { state: 'known' },
    });
    const [round] = rounds(server);
    expect(round?.load.failedRequests).toBe(0);
    expect(round?.server.cpuMicros).toBeGreaterThan(0);
    await nothingLeft();
  });

  test('what a container costs beside containerd is two processes of 15 MB', async () => {
    const { run, name } = await longRun();
    const processes = processesWith(`-id ${name}`).map(({ pid }) => pid);
    const server = Number(/\d+/.exec(ctr('tasks', 'list').split(name)[1] ?? '')?.[0]);
    const bytes = [...processes, server].map(proportionalBytes);
    run.kill('SIGINT');
    await run;
    expect(processes).toHaveLength(1);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(15e6);
    await nothingLeft();
  });

  test('a CPU quota takes effect and its throttling is in the result', async () => {
    const { all, exitCode } = await bench('p2', '--rounds=1', '--cpus=0.2', '--readyTimeout=60s');
    expect(exitCode, all).toBe(0);
    const [round] = rounds('p2');
    expect(round?.server.throttling?.throttledPeriods).toBeGreaterThan(0);
    expect(round!.server.cpuMicros / 1000 / round!.durationMs).toBeLessThan(0.5);
  });

  test('a memory limit that is too low is named, not taken for a crash', async () => {
    const { all, exitCode } = await bench('p2', '--rounds=1', '--memory=1m');
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/OUT_OF_MEMORY: p2: .*option "memory": 1m/);
    await nothingLeft();
  });

  test('a container killed in mid-run: the result says so and keeps its rounds', async () => {
    const { run, name } = await longRun();
    ctr('tasks', 'kill', '--signal', 'SIGKILL', name);
    const { all, exitCode } = await run;
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/SERVER_DIED: p2: the container ended/);
    await nothingLeft();
  });

  test('a killed shim leaves nothing behind', async () => {
    const { run, name } = await longRun();
    for (const { pid } of processesWith(`-id ${name}`)) process.kill(pid, 'SIGKILL');
    expect((await run).exitCode).not.toBe(0);
    await nothingLeft();
  });

  test.each(['SIGINT', 'SIGKILL'] as const)('%s to Nx leaves no container', async (signal) => {
    const { run } = await longRun();
    run.kill(signal);
    await run;
    await nothingLeft();
  });

  test('what a kill -9 of the measuring process leaves is removed by the next run, which says so', async () => {
    const { run, name } = await longRun();
    process.kill(await measuringPid(workspace.root), 'SIGKILL');
    await run;
    expect(list('containers')).toEqual([name]);
    const { all } = await bench('p2', '--rounds=1');
    expect(all).toContain(`container ${name}`);
    await nothingLeft();
  });

  test('a server with no Wasm image, and a shim that is not there, are named with what to do', async () => {
    workspace.write('servers/native/project.json', { name: 'native', bench: { command: ['true'] } });
    expect((await bench('native')).all).toMatch(/IMAGE_MISSING: native: .*"wasmImage"/);
    expect((await bench('p2', '--shim=./absent')).all).toMatch(/SHIM_MISSING: p2: option "shim"/);
  });
});

const contractCheck = () => conformance.map((word) => `--contractCheck=${word}`);

/** Pss of /proc/<pid>/smaps_rollup, proc_pid_smaps(5): its own pages, and its share of those it shares. */
function proportionalBytes(pid: number): number {
  const file = `/proc/${pid}/smaps_rollup`;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1]) * 1024;
}
