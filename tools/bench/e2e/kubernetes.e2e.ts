import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Result } from '../src/schema/result.ts';
import { type Cgroup, cgroupOf } from '../src/system/cgroup/cgroup.ts';
import { allPids, readProc } from '../src/system/process/proc.ts';
import { useCluster, writeServerImage } from './cluster.ts';
import { writeWasmImage } from './engine.ts';
import { eventually } from './eventually.ts';
import { isLoaded, measuringPid } from './measuring.ts';
import { processesWith } from './processes.ts';
import { skipped } from './skipped.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

const cluster = useCluster();

/** No label holds more than 63 characters, and a name of a project does. */
const server = `server-${'of-a-long-name-'.repeat(5)}end`;
const image = 'bench-e2e/steady:latest';
const ours = ['--selector', 'app.kubernetes.io/managed-by=wasi-bench'];

describe('launcher kubernetes', () => {
  if (cluster.state === 'none') return skipped(cluster.reason);
  const { kubectl } = cluster;
  let workspace: Workspace;

  beforeAll(() => {
    workspace = createWorkspace({
      [server]: {
        readyPath: '/',
        readyTimeout: '60s',
        image,
        imageArchive: 'image/image.tar',
        command: ['none'],
      },
    });
    writeServerImage(image, 'steady.mjs', join(workspace.root, 'image'));
    cluster.offerTo(workspace.root);
  });
  afterAll(() => {
    workspace?.remove();
    cluster.release();
  });

  const bench = (...args: string[]) =>
    workspace.nx(['run', `${server}:bench`, '--launcher=kubernetes', '--generator=local', ...args], {
      BENCH_RUN_ID: String(process.hrtime.bigint()),
      KUBECONFIG: join(workspace.root, 'kubeconfig.json'),
    });
  const result = () => {
    try {
      return workspace.json<Result>(`dist/bench/${server}/result.json`);
    } catch {
      return undefined;
    }
  };
  const rounds = () => result()?.rounds.flatMap((each) => (each.status === 'measured' ? [each] : [])) ?? [];
  const namespaces = () =>
    kubectl('get', 'namespaces', '--output=name', ...ours)
      .split('\n')
      .filter(Boolean);
  const nothingLeft = () => eventually(() => namespaces().length === 0, 'no namespace of ours is left');
  const pods = () =>
    kubectl('get', 'pods', '--all-namespaces', '--output=json', ...ours).trim() === ''
      ? []
      : (JSON.parse(kubectl('get', 'pods', '--all-namespaces', '--output=json', ...ours)).items as {
          metadata: { name: string; namespace: string };
          status: { containerStatuses?: { containerID?: string; ready?: boolean }[] };
        }[]);
  const runningPod = () =>
    eventually(
      () => pods().find(({ status }) => status.containerStatuses?.[0]?.ready),
      'a pod that is ready',
    );
  /** First process and cgroup of its container. */
  async function container(): Promise<{ pid: number; cgroup: Cgroup }> {
    const { status } = await runningPod();
    const id = status.containerStatuses![0]!.containerID!.replace(/^\w+:\/\//, '');
    const pid = allPids().find((each) => readProc(each, 'cgroup')?.includes(id))!;
    return { pid, cgroup: cgroupOf(pid)! };
  }

  /**
   * A run that goes on for long, once it has measured a round and a load of the next has begun. In an object, since a run can be
   * awaited itself.
   */
  async function longRun(duration = '3s') {
    const before = result()?.runId;
    const run = bench('--rounds=20', `--duration=${duration}`);
    await eventually(
      () => result()?.runId !== before && rounds().length > 0 && isLoaded(workspace.root),
      'a load after a measured round',
    );
    return { run };
  }
  const failsWith = async (run: ReturnType<typeof bench>, code: RegExp) => {
    const { all, exitCode } = await run;
    expect(exitCode, all).not.toBe(0);
    expect(all).toMatch(code);
  };

  test('a pod is measured whole, its CPU per request is that of its cgroup, and nothing of it is left', async () => {
    const run = bench(
      '--rounds=1',
      '--cpus=0.2',
      '--memory=256m',
      '--warmup=0s',
      '--duration=4s',
      '--rest=4s',
    );
    const { cgroup } = await container();
    const seen: { atMs: number; cpuMicros: number }[] = [];
    let isOver = false;
    void run.then(() => {
      isOver = true;
    });
    while (!isOver) {
      seen.push({ atMs: Date.now(), cpuMicros: cgroup.usage().cpuMicros });
      await sleep(10);
    }
    const { all, exitCode } = await run;
    expect(exitCode, all).toBe(0);
    expect(result()).toMatchObject({
      launcher: 'kubernetes',
      account: { kind: 'kubelet' },
      container: { network: 'cluster', engine: expect.stringMatching(/^Kubernetes v1/) },
      imageBytes: { state: 'known' },
      pssAtRestBytes: { state: 'unknown' },
      rssAtRestBytes: { state: 'known' },
    });
    const [round] = rounds();
    expect(round?.load.failedRequests).toBe(0);
    expect(round?.server.cpuLimit).toEqual({ by: 'quota', cores: 0.2, periodMs: 100 });
    expect(round?.server.throttling?.throttledPeriods).toBeGreaterThan(0);
    const beganAtMs = Date.parse(round!.startedAt);
    const before = seen.findLast(({ atMs }) => atMs <= beganAtMs)!;
    // k6 needs that long to start and to end; the server does nothing by itself.
    const after = seen.find(({ atMs }) => atMs >= beganAtMs + round!.durationMs + 700) ?? seen.at(-1)!;
    const byCgroup = (after.cpuMicros - before.cpuMicros) / round!.load.requests;
    expect(round!.server.cpuMicrosPerRequest / byCgroup).toBeGreaterThan(0.97);
    expect(round!.server.cpuMicrosPerRequest / byCgroup).toBeLessThan(1.03);
    await nothingLeft();
  });

  test('a server that is killed in mid-run: the result says so and keeps its rounds', async () => {
    const { run } = await longRun();
    const { pid } = await container();
    process.kill(pid, 'SIGKILL');
    await failsWith(run, /SERVER_DIED: .*exited with code 137/);
    expect(rounds().length).toBeGreaterThan(0);
    await nothingLeft();
  });

  test('a memory limit that is too low is named', async () => {
    await failsWith(bench('--rounds=1', '--memory=12m'), /OUT_OF_MEMORY: .*OOMKilled; option "memory": 12m/);
    await nothingLeft();
  });

  test("a pod that no node has room for is told in the scheduler's words", async () => {
    await failsWith(
      bench('--rounds=1', '--cpus=900', '--readyTimeout=1s'),
      /POD_UNSCHEDULABLE: .*Insufficient cpu/,
    );
    await nothingLeft();
  });

  test("an image that the node has not is told in the kubelet's words, an archive that is not there before", async () => {
    await failsWith(
      bench('--rounds=1', '--image=bench-e2e/absent:1'),
      /IMAGE_PULL_FAILED: .*bench-e2e\/absent:1, found: ErrImageNeverPull/,
    );
    await failsWith(bench('--imageArchive=absent.tar'), /IMAGE_MISSING: .*absent\.tar/);
    await nothingLeft();
  });

  test('a drained node: the run says so and keeps its rounds; before it starts, that no node takes pods', async () => {
    const { run } = await longRun();
    const node = kubectl('get', 'nodes', '--output=name').replace('node/', '');
    try {
      kubectl('drain', node, '--force', '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=60s');
      await failsWith(run, /POD_EVICTED: .*EvictionByEvictionAPI/);
      expect(rounds().length).toBeGreaterThan(0);
      await failsWith(
        bench('--rounds=1', '--cpus=0.5'),
        /NODE_LOST: .*a node .* that takes pods, found none/,
      );
    } finally {
      kubectl('uncordon', node);
    }
    await nothingLeft();
  });

  test('labels that no node has are told in the words of the scheduler', async () => {
    await failsWith(
      bench('--rounds=1', '--readyTimeout=1s', '--nodeSelector.example.com/pool=none'),
      /POD_UNSCHEDULABLE: .*"nodeSelector": example\.com\/pool=none.*didn't match Pod's node affinity\/selector/,
    );
    await nothingLeft();
  });

  test('a RuntimeClass that is not there is named', async () => {
    await failsWith(
      bench('--rounds=1', '--runtimeClass=absent'),
      /RUNTIME_CLASS_MISSING: .*of "absent": .*not found/,
    );
    await nothingLeft();
  });

  const limitRange = {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'test' },
    spec: { limits: [{ type: 'Container', default: { cpu: '500m' } }] },
  };
  test.each([
    [
      'a quota that admits no pod',
      ['create', 'quota', 'none', '--hard=pods=0'],
      /QUOTA_EXCEEDED: .*exceeded quota: none/,
    ],
    [
      'a LimitRange that gives pods limits',
      ['create', '--filename', 'limits.json'],
      /LIMIT_UNSUPPORTED: .*"cpus" \(not set\).*made the pod with 500m/,
    ],
    [
      'a policy that wants no root',
      ['label', 'namespace', 'OURS', 'pod-security.kubernetes.io/enforce=restricted'],
      /CLUSTER_REFUSED: .*violates PodSecurity "restricted.*runAsNonRoot[\s\S]*--runAsUser/,
    ],
  ])('%s is told in its own words, and the rounds before are kept', async (_, change, code) => {
    const { run } = await longRun();
    const namespace = namespaces()[0]!.replace('namespace/', '');
    workspace.write('limits.json', limitRange);
    const words = change.map((word) =>
      word === 'OURS' ? namespace : word === 'limits.json' ? join(workspace.root, word) : word,
    );
    kubectl(...words, ...(words.includes('namespace') ? [] : ['--namespace', namespace]));
    await failsWith(run, code);
    expect(rounds().length).toBeGreaterThan(0);
    await nothingLeft();
  });

  test('a server that is run as a user by its number is one to the policy "restricted"', async () => {
    const run = bench('--rounds=2', '--runAsUser=65534');
    await runningPod();
    const namespace = namespaces()[0]!.replace('namespace/', '');
    kubectl('label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted');
    const { all, exitCode } = await run;
    expect(exitCode, all).toBe(0);
    expect(rounds().length).toBeGreaterThan(1);
    await nothingLeft();
  });

  const shim = join(import.meta.dirname, '../../../dist/libs/wasm-shim/containerd-shim-wasibench-v1');
  test.skipIf(!existsSync(shim))(
    'a component alone is served under the RuntimeClass, and measured by the same accounts',
    async () => {
      writeWasmImage('p2', 'component', join(workspace.root, 'p2'));
      const { all, exitCode } = await bench(
        '--rounds=1',
        '--cpus=0.2',
        '--memory=64m',
        '--readyPath=/health',
        '--runtimeClass=wasi-bench',
        '--image=bench-e2e/p2:wasm',
        '--imageArchive=p2/image.tar',
      );
      expect(exitCode, all).toBe(0);
      expect(result()?.container?.engine).toMatch(/^Kubernetes v1.*, RuntimeClass wasi-bench$/);
      const [round] = rounds();
      expect(round?.load.failedRequests).toBe(0);
      expect(round?.server.cpuMicrosPerRequest).toBeGreaterThan(0);
      expect(result()?.rssAtRestBytes).toMatchObject({ state: 'known' });
      await nothingLeft();
    },
  );

  test('an API server that answers no more: rounds are kept, and the next run removes the namespace', async () => {
    const { run } = await longRun('20s');
    const [api] = processesWith('kube-apiserver').filter(
      ({ command }) => command.includes(cluster.folder) && !command.startsWith('nsenter'),
    );
    process.kill(api!.pid, 'SIGSTOP');
    try {
      await failsWith(run, /CLUSTER_LOST: .*no answer in \d+ s/);
    } finally {
      process.kill(api!.pid, 'SIGCONT');
    }
    expect(rounds().length).toBeGreaterThan(0);
    const next = await bench('--rounds=1');
    expect(next.exitCode, next.all).toBe(0);
    expect(next.all).toMatch(/stopped 1 server\(s\) .*: namespace wasi-bench-/);
    await nothingLeft();
  });

  test('SIGINT to Nx leaves no namespace', async () => {
    const { run } = await longRun();
    run.kill('SIGINT');
    await run;
    await nothingLeft();
  });

  test('what a kill -9 of the measuring process leaves is removed by the next run, which says so', async () => {
    const { run } = await longRun();
    process.kill(await measuringPid(workspace.root), 'SIGKILL');
    await run;
    expect(namespaces()).toHaveLength(1);
    const { all, exitCode } = await bench('--rounds=1');
    expect(exitCode, all).toBe(0);
    expect(all).toMatch(/stopped 1 server\(s\) that a killed run had left behind: namespace wasi-bench-/);
    await nothingLeft();
  });

  test('limits that a kubelet does not set are refused before anything is made', async () => {
    await failsWith(bench('--cpuset=0'), /LIMIT_UNSUPPORTED: .*"cpuset"/);
    await failsWith(
      bench('--cpus=0.1', '--cpuPeriod=10ms'),
      /LIMIT_UNSUPPORTED: .*"cpuPeriod" \(10ms\).*100ms/,
    );
  });

  describe('a cluster that is named by its context', () => {
    /** What the development cluster would be to a user of the rights that a test gives. */
    function contextOf(user: string, withRole: boolean): void {
      kubectl('create', 'serviceaccount', user);
      if (withRole)
        kubectl(
          'create',
          'clusterrolebinding',
          user,
          '--clusterrole=wasi-bench',
          `--serviceaccount=default:${user}`,
        );
      const config = JSON.parse(readFileSync(cluster.state === 'running' ? cluster.kubeconfig : '', 'utf8'));
      const token = kubectl('create', 'token', user);
      workspace.write('kubeconfig.json', {
        ...config,
        users: [{ name: 'test', user: { token } }],
        contexts: [{ name: 'theirs', context: { cluster: config.clusters[0].name, user: 'test' } }],
        'current-context': 'theirs',
      });
    }
    const forget = (user: string) => {
      kubectl('delete', 'serviceaccount', user, '--ignore-not-found');
      kubectl('delete', 'clusterrolebinding', user, '--ignore-not-found');
    };

    test('the role of the documentation is enough, and without it the lacking rights are named', async () => {
      const page = readFileSync(join(import.meta.dirname, '../../../docs/kubernetes.md'), 'utf8');
      const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block = '']) => block);
      workspace.write('role.yaml', blocks.find((block) => block.includes('kind: ClusterRole'))!);
      kubectl('apply', '--filename', join(workspace.root, 'role.yaml'));
      try {
        contextOf('bench-without', false);
        await failsWith(
          bench('--context=theirs'),
          /CLUSTER_FORBIDDEN: .*create namespaces.*get nodes\/proxy/,
        );
        contextOf('bench-with', true);
        const { all, exitCode } = await bench('--context=theirs', '--rounds=1', '--cpus=0.5');
        expect(exitCode, all).toBe(0);
        expect(result()?.container?.engine).toContain('context "theirs"');
      } finally {
        for (const user of ['bench-without', 'bench-with']) forget(user);
        kubectl('delete', 'clusterrole', 'wasi-bench', '--ignore-not-found');
      }
      await nothingLeft();
    });

    test('one that the kubeconfig does not have is named with those that it has', async () => {
      await failsWith(bench('--context=absent'), /CONTEXT_UNKNOWN: .*"absent"; known are theirs/);
    });

    test('the current context is not taken by itself, and an API that nobody answers at is told', async () => {
      const other = createWorkspace({ other: { image, readyPath: '/', command: ['none'] } });
      try {
        other.write('kubeconfig.json', {
          apiVersion: 'v1',
          kind: 'Config',
          clusters: [{ name: 'gone', cluster: { server: 'https://127.0.0.1:9' } }],
          users: [{ name: 'me', user: { token: 'none' } }],
          contexts: [{ name: 'gone', context: { cluster: 'gone', user: 'me' } }],
          'current-context': 'gone',
        });
        const env = { KUBECONFIG: join(other.root, 'kubeconfig.json') };
        const run = (...args: string[]) =>
          other.nx(['run', 'other:bench', '--launcher=kubernetes', ...args], env);
        await failsWith(run(), /CLUSTER_MISSING: .*has the contexts gone/);
        await failsWith(run('--context=gone'), /CLUSTER_LOST: .*ECONNREFUSED 127\.0\.0\.1:9/);
      } finally {
        other.remove();
      }
    });
  });
});
