import { AppsV1Api, CoreV1Api, type CoreV1Event, type V1Pod } from '@kubernetes/client-node';
import type { Cluster } from './connection.ts';
import { labelSelector, serverName } from './objects.ts';
import type { Seen } from './pod-fault.ts';

/** What there is of the server in a namespace. @throws CLUSTER_FORBIDDEN, CLUSTER_LOST */
export async function lookAtServer(cluster: Cluster, namespace: string): Promise<Seen> {
  const core = cluster.api(CoreV1Api);
  const { items } = await cluster.ask('list pods', () =>
    core.listNamespacedPod({ namespace, labelSelector }),
  );
  const pod = oldest(items);
  if (pod?.status?.phase === 'Running' && pod.metadata?.deletionTimestamp === undefined) {
    return { pod, events: [] };
  }
  const deployment = await cluster.askFor('read the deployment', () =>
    cluster.api(AppsV1Api).readNamespacedDeployment({ name: serverName, namespace }),
  );
  return { pod, deployment, events: await eventsIn(cluster, namespace) };
}

/**
 * What the cluster tells of a namespace, the last in the end: the API has no order. That a cluster resolves no names is said of each
 * pod, again and again, and hides what keeps one from starting. @throws CLUSTER_FORBIDDEN, CLUSTER_LOST
 */
export async function eventsIn(cluster: Cluster, namespace: string): Promise<CoreV1Event[]> {
  const { items } = await cluster.ask('list events', () =>
    cluster.api(CoreV1Api).listNamespacedEvent({ namespace }),
  );
  return items.filter(({ reason }) => reason !== 'MissingClusterDNS').sort((a, b) => toldAt(a) - toldAt(b));
}

const toldAt = ({ lastTimestamp, metadata }: CoreV1Event) =>
  (lastTimestamp ?? metadata.creationTimestamp)?.getTime() ?? 0;

/** Of a pod that was taken off and the one that the Deployment makes in its place, the first: it says what became of the server. */
function oldest(pods: readonly V1Pod[]): V1Pod | undefined {
  const madeAt = ({ metadata }: V1Pod) => metadata?.creationTimestamp?.getTime() ?? 0;
  return [...pods].sort((a, b) => madeAt(a) - madeAt(b))[0];
}
