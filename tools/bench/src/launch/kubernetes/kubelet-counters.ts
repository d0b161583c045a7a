/**
 * What a kubelet tells of a container, `/metrics/resource`
 * (https://kubernetes.io/docs/reference/instrumentation/node-metrics/). `/stats/summary` has the same counters, with times in whole
 * seconds: too coarse for a load of some.
 */
export interface KubeletCounters {
  /** What they are of, by the node's clock, ms since 1970. */
  readonly atMs: number;
  /** CPU time since the container started, µs. */
  readonly cpuMicros: number;
  /** Memory that is in use but for inactive pages of files, bytes. */
  readonly workingSetBytes: number;
}

export interface ContainerName {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** Those of one container in the text format of Prometheus; undefined where the kubelet has none of it (yet). */
export function countersIn(metrics: string, of: ContainerName): KubeletCounters | undefined {
  const cpu = sampleIn(metrics, 'container_cpu_usage_seconds_total', of);
  if (cpu?.atMs === undefined) return undefined;
  const memory = sampleIn(metrics, 'container_memory_working_set_bytes', of);
  return { atMs: cpu.atMs, cpuMicros: cpu.value * 1e6, workingSetBytes: memory?.value ?? 0 };
}

function sampleIn(metrics: string, metric: string, of: ContainerName) {
  for (const [, labels = '', value, time] of metrics.matchAll(
    new RegExp(`^${metric}\\{([^}]*)\\} (\\S+)(?: (\\d+))?$`, 'gm'),
  )) {
    const isIt = Object.entries(of).every(([name, is]) => `,${labels},`.includes(`,${name}="${is}",`));
    if (isIt) return { value: Number(value), atMs: time === undefined ? undefined : Number(time) };
  }
  return undefined;
}
