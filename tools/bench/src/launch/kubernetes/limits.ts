import { CoreV1Api, type V1Pod } from '@kubernetes/client-node';
import { z } from 'zod';
import { BenchError } from '../../errors/bench-error.ts';
import { type BenchOptions, durationMs } from '../../schema/options.ts';
import type { Cluster } from './connection.ts';
import { resourcesOf } from './pod-parts.ts';
import { quantity } from './quantity.ts';

const configSchema = z.object({ kubeletconfig: z.object({ cpuCFSQuotaPeriod: z.string() }) });

/** Whether the pods of a cluster can have the limits of the options. @throws LIMIT_UNSUPPORTED, NODE_LOST */
export async function checkClusterLimits(
  cluster: Cluster,
  server: string,
  options: BenchOptions,
): Promise<void> {
  if (options.cpuset !== undefined) {
    throw unsupported(
      server,
      'cpuset',
      options.cpuset,
      'that the kubelet gives CPUs to pods by itself',
      'Leave "cpuset" out: where the node has the CPU manager policy "static", a whole number of "cpus" with "memory" has CPUs of its own.',
    );
  }
  if (options.cpus === undefined) return;
  const { items } = await cluster.ask('list nodes', () => cluster.api(CoreV1Api).listNode());
  const open = items.filter(({ spec }) => spec?.unschedulable !== true);
  const chosen = Object.entries(options.nodeSelector);
  // Where there is none yet, the scheduler says so, or a node is made.
  const node =
    open.find(({ metadata }) => chosen.every(([key, value]) => metadata?.labels?.[key] === value)) ?? open[0];
  if (node === undefined) {
    throw new BenchError(
      'NODE_LOST',
      `${server}: expected a node of ${cluster.name} that takes pods, found none of ${items.length}`,
      'kubectl get nodes shows them; kubectl uncordon lets one take pods again.',
    );
  }
  const config = configSchema.safeParse(
    JSON.parse(await cluster.get(`/api/v1/nodes/${node.metadata!.name}/proxy/configz`)),
  );
  // A kubelet that does not tell has the default of all.
  const period = config.success ? config.data.kubeletconfig.cpuCFSQuotaPeriod : '100ms';
  if (durationMs(period) === durationMs(options.cpuPeriod)) return;
  throw unsupported(
    server,
    'cpuPeriod',
    options.cpuPeriod,
    `that the kubelets of ${cluster.name} have ${period} for all pods`,
    `Set "cpuPeriod": "${period}", or leave it out.`,
  );
}

/** A pod that the cluster has not made as it was told would be measured within limits that nobody knows. @throws LIMIT_UNSUPPORTED */
export function checkGivenLimits(server: string, options: BenchOptions, pod: V1Pod): void {
  const found = pod.spec?.containers[0]?.resources?.limits ?? {};
  const asked = resourcesOf(options).limits ?? {};
  const amount = (of: Record<string, string>, name: string) =>
    of[name] === undefined ? undefined : quantity(of[name]);
  for (const [name, option] of [
    ['cpu', 'cpus'],
    ['memory', 'memory'],
  ] as const) {
    if (amount(found, name) === amount(asked, name)) continue;
    throw unsupported(
      server,
      option,
      String(options[option] ?? 'not set'),
      `that the cluster has made the pod with ${found[name] === undefined ? 'none' : found[name]}`,
      `A LimitRange or a webhook of the cluster changes pods: set "${option}" to what it allows, or have new namespaces left out of it.`,
    );
  }
}

function unsupported(server: string, option: string, given: string, found: string, fix: string): BenchError {
  return new BenchError(
    'LIMIT_UNSUPPORTED',
    `${server}: expected to enforce the option "${option}" (${given}) with the launcher "kubernetes", found ${found}`,
    fix,
  );
}
