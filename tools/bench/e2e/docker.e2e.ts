import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeImage } from '../../../docker/write-image.mjs';
import { readPinnableCpus } from '../src/pinning/pinnable-cpus.ts';
import type { Result } from '../src/schema/result.ts';
import { buildImage, useEngine } from './engine.ts';
import { eventually } from './eventually.ts';
import { isLoaded, measuringPid } from './measuring.ts';
import { skipped } from './skipped.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const engine = useEngine();
const cpus = readPinnableCpus();
const image = 'bench-e2e/steady:latest';
const reproducible = {
  server: 'steady',
  dockerfile: join(import.meta.dirname, '../../../docker/node.Dockerfile'),
  files: [join(import.meta.dirname, 'servers/steady.mjs')],
  platform: { os: 'linux', architecture: 'amd64' },
};

describe('launcher docker', () => {
  if (engine.state === 'none') return skipped(engine.reason);
  const { docker } = engine;
  let workspace: Workspace;

  beforeAll(() => {
    buildImage(docker, image, 'steady.mjs');
    workspace = createWorkspace({
      steady: { command: ['node', 'servers/steady/steady.mjs'], readyPath: '/', image },
    });
    engine.offerTo(workspace.root);
  });
  afterAll(() => {
    workspace?.remove();
    docker('image', 'rm', '--force', image);
    engine.release();
  });

  const bench = (...args: string[]) =>
    workspace.nx(['run', 'steady:bench', '--launcher=docker', ...args], {
      BENCH_RUN_ID: String(process.hrtime.bigint()),
    });
  const result = () => {
    try {
      return workspace.json<Result>('dist/bench/steady/result.json');
    } catch {
      return undefined;
    }
  };
  const rounds = () => result()?.rounds.flatMap((each) => (each.status === 'measured' ? [each] : [])) ?? [];
  const containers = (...filter: string[]) =>
    docker('ps', '--quiet', '--filter', `label=wasi-bench.workspace=${workspace.root}`, ...filter)
      .split('\n')
      .filter((id) => id !== '');
  const nothingLeft = () => eventually(() => containers('--all').length === 0, 'no container is left');

  /**
   * A run that goes on for long, once it has measured a round and a load of the next has begun. In an object, since a run can be
   * awaited itself.
   */
  async function longRun() {
    const before = result()?.runId;
    const run = bench('--rounds=20', '--duration=3s');
    await eventually(
      () => result()?.runId !== before && rounds().length > 0 && isLoaded(workspace.root),
      'a load after a measured round',
    );
    return { run };
  }

  test('a server in a container is measured whole, and nothing of it is left', async () => {
    const { all, exitCode } = await bench('--rounds=1');
    expect(exitCode, all).toBe(0);
    expect(result()).toMatchObject({
      launcher: 'docker',
      container: { network: 'host', image: expect.stringMatching(/^sha256:/) },
      imageBytes: { state: 'known' },
      rssAtRestBytes: { state: 'known' },
    });
    const [round] = rounds();
    expect(round?.load.failedRequests).toBe(0);
    expect(round?.server.cpuMicros).toBeGreaterThan(0);
    expect(round?.server.rssPeakBytes).toBeGreaterThan(10_000_000);
    await nothingLeft();
  });

  test('a dependency from an image is counted by itself beside a process, and nothing of it is left', async () => {
    const bench = {
      command: ['node', 'servers/steady/gateway.mjs'],
      readyPath: '/',
      endpoint: '/',
      dependencies: [{ name: 'upstream', image, ready: { http: '/' } }],
    };
    workspace.write('servers/gateway/project.json', { name: 'gateway', bench });
    const { all, exitCode } = await workspace.nx(['run', 'gateway:bench', '--rounds=1']);
    expect(exitCode, all).toBe(0);
    const [round] = workspace.json<Result>('dist/bench/gateway/result.json').rounds;
    if (round?.status !== 'measured') throw new Error(all);
    expect(round.load.failedRequests).toBe(0);
    expect(round.dependencies).toMatchObject([{ name: 'upstream', afterLoad: { state: 'ready' } }]);
    expect(round.dependencies![0]!.cpuMicros).toBeGreaterThan(0);
    await nothingLeft();
    workspace.write('servers/gateway/project.json', { name: 'gateway' });
  });

  test('a CPU quota takes effect and its throttling is in the result', async () => {
    const { all, exitCode } = await bench('--rounds=1', '--cpus=0.2', '--readyTimeout=60s');
    expect(exitCode, all).toBe(0);
    const [round] = rounds();
    expect(round?.server.throttling?.throttledPeriods).toBeGreaterThan(0);
    expect(round!.server.cpuMicros / 1000 / round!.durationMs).toBeLessThan(0.5);
    await nothingLeft();
  });

  test.skipIf(cpus.state === 'none' || cpus.cores.length < 2)(
    'a pinned container has the CPUs that the result names',
    async () => {
      const run = bench('--rounds=1', '--pinning=on');
      const id = await eventually(() => containers()[0], 'a running container');
      const cpuset = docker('inspect', '--format', '{{.HostConfig.CpusetCpus}}', id);
      const { all, exitCode } = await run;
      expect(exitCode, all).toBe(0);
      expect(result()?.provenance.pinning).toMatchObject({ state: 'pinned', serverCpus: cpuset });
      expect(rounds()).toMatchObject([{ generator: { pinnedCpus: expect.any(Number) } }]);
      await nothingLeft();
    },
  );

  test('a memory limit that is too low is named, not taken for a crash', async () => {
    const { all, exitCode } = await bench('--rounds=1', '--memory=12m');
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/OUT_OF_MEMORY: steady: .*option "memory": 12m/);
    expect(result()?.errors[0]?.code).toBe('OUT_OF_MEMORY');
    await nothingLeft();
  });

  test('a container killed in mid-run: the result says so and keeps its rounds', async () => {
    const { run } = await longRun();
    docker('kill', ...containers());
    const { all, exitCode } = await run;
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/SERVER_DIED: steady: the container exited with code 137/);
    expect(rounds().length).toBeGreaterThan(0);
    await nothingLeft();
  });

  test.each(['SIGINT', 'SIGKILL'] as const)('%s to Nx leaves no container', async (signal) => {
    const { run } = await longRun();
    run.kill(signal);
    await run;
    await nothingLeft();
    await eventually(
      () => result()?.errors[0]?.code === 'INTERRUPTED',
      'the result says that it was interrupted',
    );
  });

  test('what a kill -9 of the measuring process leaves is removed by the next run, which says so', async () => {
    const { run } = await longRun();
    process.kill(await measuringPid(workspace.root), 'SIGKILL');
    await run;
    expect(containers()).toHaveLength(1);
    const { all, exitCode } = await workspace.nx(['run', 'steady:bench', '--rounds=1']);
    expect(exitCode, all).toBe(0);
    expect(all).toMatch(/stopped 1 server\(s\) that a killed run had left behind: container wasi-bench-/);
    await nothingLeft();
  });

  test('a result is cached by its image too: another image is measured, the same one is not', async () => {
    const tag = 'bench-e2e/changing:latest';
    docker('tag', image, tag);
    const runOf = async () => {
      const { all, exitCode } = await workspace.nx([
        'run',
        'steady:bench',
        '--launcher=docker',
        '--rounds=1',
        `--image=${tag}`,
      ]);
      expect(exitCode, all).toBe(0);
      return result()?.runId;
    };
    const first = await runOf();
    expect(await runOf()).toBe(first);
    const container = docker('create', image);
    docker('commit', '--change', 'LABEL changed=yes', container, tag);
    docker('rm', container);
    expect(await runOf()).not.toBe(first);
    docker('image', 'rm', '--force', tag);
  });

  test('an image that is not there is named with the command that builds it', async () => {
    const { all, exitCode } = await bench('--image=bench-e2e/absent');
    expect(exitCode).not.toBe(0);
    expect(all).toMatch(/IMAGE_MISSING: steady: .*"bench-e2e\/absent"[\s\S]*nx run steady:docker/);
  });

  test('an image that was made twice is one, with the id that was written down', () => {
    const tag = 'bench-e2e/reproducible:latest';
    const ids = ['first', 'second'].map((name) => {
      const folder = join(workspace.root, name);
      docker('load', '--input', writeImage({ ...reproducible, tag, folder }));
      expect(docker('image', 'inspect', '--format', '{{.Id}}', tag)).toBe(
        workspace.json<{ id: string }>(`${name}/image.json`).id,
      );
      return docker('image', 'inspect', '--format', '{{.Id}}', tag);
    });
    docker('image', 'rm', '--force', tag);
    expect(ids[1]).toBe(ids[0]);
  });

  test('a plain process has the limit by a cgroup of its own, or is refused before it starts', async () => {
    const { all, exitCode } = await workspace.nx(['run', 'steady:bench', '--memory=256m']);
    if (exitCode === 0) {
      expect(workspace.json('dist/bench/steady/result.json')).toMatchObject({
        account: { kind: 'cgroup' },
        provenance: { options: { memory: '256m' } },
      });
    } else {
      expect(all).toMatch(/LIMIT_UNSUPPORTED: steady: .*"memory"/);
      expect(all).not.toMatch(/order of rounds/);
    }
  });
});
