import { expect, test } from 'vitest';
import { countersIn } from './kubelet-counters.ts';

/** As a kubelet 1.34 under containerd wrote it. */
const metrics = `# HELP container_cpu_usage_seconds_total [STABLE] Cumulative cpu time consumed by the container in core-seconds
# TYPE container_cpu_usage_seconds_total counter
container_cpu_usage_seconds_total{container="server",namespace="wasi-bench-a",pod="server-1"} 0.056 1764166899123
container_cpu_usage_seconds_total{container="server",namespace="wasi-bench-b",pod="server-1"} 1.5e-05 1764166899456
container_memory_working_set_bytes{container="server",namespace="wasi-bench-a",pod="server-1"} 3.284992e+06 1764166899123
node_cpu_usage_seconds_total 211.7 1764166899000
scrape_error 0
`;

test('counters of one container, with the time that they are of', () => {
  const of = { namespace: 'wasi-bench-a', pod: 'server-1', container: 'server' };
  expect(countersIn(metrics, of)).toEqual({
    atMs: 1764166899123,
    cpuMicros: 56_000,
    workingSetBytes: 3_284_992,
  });
});

test('a container of the same name in another namespace, or whose name begins alike, is another', () => {
  const of = { namespace: 'wasi-bench-c', pod: 'server-1', container: 'server' };
  expect(countersIn(metrics, of)).toBeUndefined();
  expect(countersIn(metrics, { ...of, namespace: 'wasi-bench-a', pod: 'server' })).toBeUndefined();
});

test('counters without a time are none: what they are of is not known', () => {
  const untimed = metrics.replaceAll(/ \d{13}$/gm, '');
  expect(
    countersIn(untimed, { namespace: 'wasi-bench-a', pod: 'server-1', container: 'server' }),
  ).toBeUndefined();
});
