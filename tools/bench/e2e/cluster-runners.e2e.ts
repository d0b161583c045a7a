import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Cluster, clusterOf, developmentKubeconfig } from '../src/launch/kubernetes/connection.ts';
import { namespaceIn, removeOwnNamespaces } from '../src/launch/kubernetes/run-namespace.ts';
import type { RunningServer } from '../src/launch/launcher.ts';
import { findK6 } from '../src/load/k6.ts';
import { parseOptions } from '../src/plan/parse-options.ts';
import type { PlannedRound } from '../src/plan/plan.ts';
import { loadOnce } from '../src/run/load-once.ts';
import type { MeasuredRound } from '../src/schema/round.ts';
import { proportionalMemory } from '../src/system/process/proportional-memory.ts';
import { eventually } from './eventually.ts';
import { startOperatorStandIn } from './operator-stand-in.ts';

/** Runners in the development cluster, and this process as the server that they load. */
const repository = join(import.meta.dirname, '../../..');
const kubectl = join(repository, '.toolchain/bin/kubectl');
const isThere = existsSync(developmentKubeconfig(repository));
beforeEach(({ skip }) => skip(!isThere, 'no development cluster runs: npx nx run toolchain:kubernetes'));

let cluster: Cluster;
let namespace: string;
let server: Server;
let url: string;
let folder: string;
const seen = new Set<string>();
beforeAll(async () => {
  if (!isThere) return;
  cluster = await clusterOf({}, repository);
  namespace = await namespaceIn(cluster);
  server = createServer((asked, answer) => {
    seen.add(`${asked.headers['x-data']} ${asked.headers['x-token']}`);
    answer.end('ok');
  });
  await new Promise<void>((listening) => server.listen(0, '0.0.0.0', listening));
  url = `http://${await ownAddress()}:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'cluster-runners-'));
}, 60_000);
afterAll(async () => {
  if (!isThere) return;
  await removeOwnNamespaces();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
}, 90_000);

/** Of this machine, as the cluster sees it. */
async function ownAddress(): Promise<string> {
  const { hostname, port } = new URL(cluster.config.getCurrentCluster()!.server);
  const socket = connect(Number(port), hostname);
  await new Promise((connected, failed) => socket.once('connect', connected).once('error', failed));
  const { localAddress } = socket;
  socket.destroy();
  return localAddress!;
}

const script = `import http from 'k6/http';
export const options = { discardResponseBodies: true, scenarios: { c: { executor: 'constant-vus', vus: Number(__ENV.VUS), duration: __ENV.DURATION, gracefulStop: '1s' } } };
const data = open('./data.txt');
export default () => { http.get(__ENV.BASE_URL, { headers: { 'x-data': data, 'x-token': __ENV.CLUSTER_TEST_TOKEN } }); };`;

function measure(name: string, given: object): Promise<MeasuredRound> {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  const file = join(place, 'script.js');
  writeFileSync(file, script);
  writeFileSync(join(place, 'data.txt'), 'from-a-file');
  const options = parseOptions('test', {
    launcher: 'kubernetes',
    image: 'none',
    runners: 2,
    vus: 4,
    duration: '2s',
    ...given,
  });
  return loadOnce(
    {
      round: { server: { options }, round: 0, position: 0 } as PlannedRound,
      scenario: { name, file },
      running: {
        url,
        inCluster: { cluster, namespace, url, address: '' },
        usage: () => ({ cpuMicros: process.cpuUsage().user, rssBytes: process.memoryUsage.rss() }),
        proportionalMemory: proportionalMemory(() => [process.pid]),
        died: new Promise<never>(() => {}),
      } as unknown as RunningServer,
      k6: findK6(undefined, repository),
      workspaceRoot: repository,
      log: { writtenBytes: () => 0, end: () => {} },
      before: [],
      folder: place,
      signal: new AbortController().signal,
      onRequests: () => {},
    },
    { duration: options.duration, rate: options.rate, base: join(place, 'round-1') },
  );
}

const inNamespace = async (...args: string[]) =>
  (await execa(kubectl, ['-n', namespace, ...args], { stdin: 'ignore' })).stdout;
const nothingLeft = async () =>
  expect(await inNamespace('get', 'pods,jobs,secrets,configmaps', '-o', 'name')).toBe(
    'configmap/kube-root-ca.crt',
  );

test('runners make one load, with the files and the environment that the script has here', async () => {
  process.env.CLUSTER_TEST_TOKEN = 'token-4711';
  const { load, generator, percentiles, durationMs } = await measure('load', {
    runnerCpus: 0.3,
    runnerMemory: '256m',
  });
  expect(seen).toEqual(new Set(['from-a-file token-4711']));
  expect(load).toMatchObject({ failedRequests: 0 });
  expect(load.requests).toBeGreaterThan(0);
  expect((load.requestsPerSecond * durationMs) / 1000).toBeCloseTo(load.requests, 3);
  expect(percentiles).toMatchObject({ from: 'quantile-grids', runners: 2 });
  expect(generator.startSkew).toMatchObject({ state: 'known' });
  expect(generator.runners).toHaveLength(2);
  for (const runner of generator.runners!) {
    expect(runner).toMatchObject({ limitCores: 0.3 });
    expect(runner.cores).toBeGreaterThan(0);
    expect(runner.requests).toBeGreaterThan(0);
  }
  await nothingLeft();
});

test.each([
  ['more than the nodes have', { runnerCpus: 999 }, 'RUNNERS_UNSCHEDULABLE'],
  ['labels that no node has', { runnerNodeSelector: { pool: 'none' } }, 'RUNNERS_UNSCHEDULABLE'],
  ['less memory than k6 needs', { runnerMemory: '12m' }, 'RUNNER_OUT_OF_MEMORY'],
  ['an image that is nowhere', { runnerImage: 'localhost/nothing:1' }, 'IMAGE_PULL_FAILED'],
])('runners with %s: coded, and nothing is left', async (name, given, code) => {
  await expect(measure(name.replaceAll(' ', '-'), given)).rejects.toMatchObject({ code });
  await nothingLeft();
});

test('a runner that is taken away in mid-load is an error, and its node’s eviction has its own', async () => {
  for (const [name, take, code] of [
    [
      'deleted',
      (pod: string) => inNamespace('delete', pod, '--wait=false', '--grace-period=0', '--force'),
      'RUNNER_LOST',
    ],
    ['evicted', (pod: string) => evict(pod.replace('pod/', '')), 'RUNNER_EVICTED'],
  ] as const) {
    const measured = measure(name, { duration: '20s' });
    measured.catch(() => {});
    const pod = await eventually(async () => {
      const running = await inNamespace('get', 'pods', '-o', 'name', '--field-selector=status.phase=Running');
      return running.split('\n').length === 2 && running.split('\n')[0];
    }, 'two runners run');
    await take(pod as string);
    await expect(measured).rejects.toMatchObject({ code });
    await nothingLeft();
  }
});

async function evict(name: string): Promise<void> {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  await execa(
    kubectl,
    ['create', '--raw', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, '-f', '-'],
    {
      input: JSON.stringify(eviction),
    },
  );
}

test('where there is no k6-operator, it says so; where there is one, it makes the runners', async () => {
  await expect(measure('no-operator', { generator: 'k6-operator' })).rejects.toMatchObject({
    code: 'OPERATOR_MISSING',
  });
  const operator = await startOperatorStandIn(kubectl);
  try {
    const { load, generator, percentiles } = await measure('operator', { generator: 'k6-operator' });
    expect(load.requests).toBe(generator.runners!.reduce((sum, { requests }) => sum + requests, 0));
    expect(percentiles).toMatchObject({ from: 'quantile-grids', runners: 2 });
    expect(generator.startSkew).toMatchObject({ state: 'known' });
    const [{ metadata, spec }] = operator.seen as [(typeof operator.seen)[number]];
    const again = {
      apiVersion: 'k6.io/v1alpha1',
      kind: 'TestRun',
      metadata: { name: metadata.name, namespace },
      spec,
    };
    await execa(kubectl, ['create', '--dry-run=server', '--validate=strict', '-f', '-'], {
      input: JSON.stringify(again),
    });
    await nothingLeft();
  } finally {
    await operator.stop();
  }
});
