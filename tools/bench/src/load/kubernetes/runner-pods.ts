import { CoreV1Api, type V1Pod } from '@kubernetes/client-node';
import { BenchError } from '../../errors/bench-error.ts';
import type { Cluster } from '../../launch/kubernetes/connection.ts';
import { eventsIn } from '../../launch/kubernetes/look.ts';
import {
  containerFaultOf,
  evictionOf,
  hasStarted,
  imageFaultOf,
  unscheduledBy,
} from '../../launch/kubernetes/pod-state.ts';

/** The runners of a load in the cluster: their pods by a label. */
export interface RunnerPods {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly labelSelector: string;
  readonly runners: number;
  /** From 0; undefined for a pod that is no runner. */
  readonly indexOf: (pod: V1Pod) => number | undefined;
}

/** k6 made its load: 99 says that a threshold was crossed. */
const goodExitCodes = [0, 99];

/** By the runner's index; a hole where there is none yet. @throws CLUSTER_LOST, CLUSTER_FORBIDDEN */
export async function podsOf({ cluster, namespace, labelSelector, indexOf }: RunnerPods): Promise<V1Pod[]> {
  const { items } = await cluster.ask('list the pods of the runners', () =>
    cluster.api(CoreV1Api).listNamespacedPod({ namespace, labelSelector }),
  );
  const pods: V1Pod[] = [];
  for (const pod of items) {
    const index = indexOf(pod);
    if (index !== undefined) pods[index] = pod;
  }
  return pods;
}

export const terminated = (pod: V1Pod | undefined) => pod?.status?.containerStatuses?.[0]?.state?.terminated;

export const isRunning = (pod: V1Pod | undefined): pod is V1Pod =>
  hasStarted(pod) && pod?.status?.podIP !== undefined;

/** What became of a runner that can make its part of the load no more, in the cluster's own words; undefined as long as all is well. */
export function runnerFault(
  pod: V1Pod,
  { name, log = '' }: { name: string; log?: string },
): BenchError | undefined {
  const { status, metadata } = pod;
  const eviction = evictionOf(pod);
  if (eviction !== undefined) {
    return new BenchError(
      'RUNNER_EVICTED',
      `expected ${name} to stay on its node ${pod.spec?.nodeName} until the load was made, found that it was taken off: ${eviction.reason}: ${eviction.message ?? 'no message'}`,
      'A drained node, a pod of a higher priority, or a node short of memory: set "runnerMemory" to what a runner needs, and run again.',
    );
  }
  const ended = terminated(pod);
  if (ended?.reason === 'OOMKilled') {
    return new BenchError(
      'RUNNER_OUT_OF_MEMORY',
      `expected ${name} to have memory enough, found that the kernel killed it at its limit (OOMKilled; option "runnerMemory")`,
      'Raise "runnerMemory", or take more runners: k6 keeps every sample of its part of the load until the end.',
    );
  }
  if (ended !== undefined && !goodExitCodes.includes(ended.exitCode)) {
    return new BenchError(
      'K6_FAILED',
      `k6 exited with code ${ended.exitCode} in ${name} (${ended.reason ?? 'no reason'}${ended.message ? `: ${ended.message}` : ''})${log === '' ? '' : `:\n${log}`}`,
      'Its whole log stands beside its summary.',
    );
  }
  const imageFault = imageFaultOf(pod);
  if (imageFault !== undefined) {
    return new BenchError(
      'IMAGE_PULL_FAILED',
      `option "runnerImage": expected the node to have or to pull ${pod.spec?.containers[0]?.image}, found: ${imageFault.reason}: ${imageFault.message ?? 'no message'}`,
      'Name an image with k6 that the nodes can pull (--runnerImage=<image>), or load it into them.',
    );
  }
  const fault = containerFaultOf(pod);
  if (fault !== undefined) {
    return new BenchError(
      'CONTAINER_FAILED',
      `${name}: the node could not run the container: ${fault.reason}: ${fault.message ?? 'no message'}`,
      'Does the image "runnerImage" start k6 by its entrypoint?',
    );
  }
  if (metadata?.deletionTimestamp !== undefined && ended === undefined)
    return lost(name, 'that its pod is being deleted');
  if (status?.reason === 'NodeLost' || status?.phase === 'Unknown')
    return lost(name, `that its node ${pod.spec?.nodeName} does not answer`);
  return undefined;
}

export function lost(name: string, found: string): BenchError {
  return new BenchError(
    'RUNNER_LOST',
    `expected ${name} to be there until the load was made, found ${found}`,
    'Nothing but the bench may touch its namespace; kubectl get events says who did. What was measured is kept: run again.',
  );
}

/** Why there are not as many runners as there should be, once that is not to be waited for any longer. */
export async function notStarted(
  of: RunnerPods,
  pods: readonly (V1Pod | undefined)[],
  waitedMs: number,
): Promise<BenchError> {
  const refused = pods.map(unscheduledBy).find((condition) => condition !== undefined);
  if (refused !== undefined) {
    return new BenchError(
      'RUNNERS_UNSCHEDULABLE',
      `expected nodes with room for ${of.runners} runners (options "runnerCpus", "runnerMemory", "runnerNodeSelector"), found: ${refused.reason}: ${refused.message}`,
      'Lower "runners", "runnerCpus" or "runnerMemory", or make room: kubectl describe nodes shows what is taken, kubectl get nodes --show-labels what "runnerNodeSelector" can name.',
    );
  }
  const started = pods.filter(isRunning).length;
  return new BenchError(
    'RUNNERS_NOT_READY',
    `expected ${of.runners} runners to be started within ${Math.round(waitedMs / 1000)} s, found ${started}; the last event: ${await lastWarning(of)}`,
    'kubectl get events --all-namespaces shows what the cluster is doing.',
  );
}

async function lastWarning({ cluster, namespace }: RunnerPods): Promise<string> {
  const events = await eventsIn(cluster, namespace).catch(() => []);
  const last = events.filter(({ type }) => type === 'Warning').at(-1);
  return last ? `${last.reason}: ${last.message}` : 'none';
}
