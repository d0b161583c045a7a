import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import type { Cluster } from '../../launch/kubernetes/connection.ts';
import { countersIn, type KubeletCounters } from '../../launch/kubernetes/kubelet-counters.ts';
import type { Meter } from '../../system/usage.ts';

/** Each question takes CPU of the nodes. */
const intervalMs = 500;

/** CPU time of runners in the cluster, as the kubelets of their nodes count it. */
export interface RunnerCpu {
  /** The last that was heard of each. */
  readonly meters: readonly Meter[];
  /** Mean busy cores of each from the first to the last reading, by the kubelet's own clock; undefined with fewer than two. */
  readonly cores: () => (number | undefined)[];
  /** Asks the kubelets again and again until `signal`; what one does not tell is missing. */
  readonly watch: (pods: readonly V1Pod[], signal: AbortSignal) => Promise<void>;
}

export function runnerCpu(cluster: Cluster, namespace: string, runners: number): RunnerCpu {
  const reads: KubeletCounters[][] = Array.from({ length: runners }, () => []);
  const readNode = async (node: string, pods: readonly V1Pod[]) => {
    const metrics = await cluster.get(`/api/v1/nodes/${node}/proxy/metrics/resource`);
    for (const [index, pod] of pods.entries()) {
      if (pod.spec?.nodeName !== node) continue;
      const container = { namespace, pod: pod.metadata!.name!, container: pod.spec.containers[0]!.name };
      const counters = countersIn(metrics, container);
      const before = reads[index]!.at(-1);
      // Of a container that has ended it tells less, or nothing.
      if (counters && counters.atMs > (before?.atMs ?? 0) && counters.cpuMicros >= (before?.cpuMicros ?? 0))
        reads[index]!.push(counters);
    }
  };
  return {
    meters: reads.map((own) => () => ({
      cpuMicros: own.at(-1)?.cpuMicros ?? 0,
      rssBytes: own.at(-1)?.workingSetBytes ?? 0,
    })),
    cores: () =>
      reads.map((own) => {
        const [first, last] = [own[0], own.at(-1)];
        if (first === undefined || last === undefined || last.atMs <= first.atMs) return undefined;
        return (last.cpuMicros - first.cpuMicros) / 1000 / (last.atMs - first.atMs);
      }),
    watch: async (pods, signal) => {
      const nodes = new Set(pods.flatMap(({ spec }) => spec?.nodeName ?? []));
      while (!signal.aborted) {
        await Promise.all([...nodes].map((node) => readNode(node, pods).catch(() => {})));
        await sleep(intervalMs, undefined, { signal }).catch(() => {});
      }
    },
  };
}
