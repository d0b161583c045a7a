import { expect, test } from 'vitest';
import { accountByKubelet } from './account.ts';
import type { Cluster } from './connection.ts';

const container = { namespace: 'ours', pod: 'server-1', container: 'server' };
const labels = 'container="server",namespace="ours",pod="server-1"';
const metrics = (cpuSeconds: number, atMs: number) =>
  `container_cpu_usage_seconds_total{${labels}} ${cpuSeconds} ${atMs}
container_memory_working_set_bytes{${labels}} 1.5e+07 ${atMs}
`;

const accountOf = (answer: () => string) =>
  accountByKubelet({
    server: 'api',
    cluster: { get: async () => answer() } as unknown as Cluster,
    node: 'node-1',
    container,
    died: new Promise<never>(() => {}),
    patienceMs: 300,
  });

test('counters that the runtime renews seldom, as CRI-O does, are refused as unknown', async () => {
  const old = metrics(3, Date.now() - 8000);
  const { remote } = accountOf(() => old);
  await remote.settle();
  await expect(remote.cpuMicrosAt([performance.now() + 50])).rejects.toMatchObject({
    code: 'ACCOUNT_STALE',
    message: expect.stringMatching(/node node-1 .*within 0\.3 s, found that its newest are \d+ ms older/),
  });
});

test('a container that the kubelet does not tell of is told', async () => {
  const { remote } = accountOf(() => '');
  await expect(remote.settle()).rejects.toMatchObject({
    code: 'ACCOUNT_STALE',
    message: expect.stringContaining('it has none of this container'),
  });
});

test('a node whose clock is an hour ahead is counted by its counters', async () => {
  let asked = 0;
  const { remote } = accountOf(() => {
    asked += 1;
    return metrics(asked, Date.now() + 3_600_000);
  });
  await remote.settle();
  const [micros] = await remote.cpuMicrosAt([performance.now()]);
  expect(micros).toBeGreaterThanOrEqual(1e6);
});
