import { setTimeout as sleep } from 'node:timers/promises';
import { CoreV1Api, type V1Pod } from '@kubernetes/client-node';
import { BenchError } from '../../errors/bench-error.ts';
import type { Cluster } from './connection.ts';
import { lookAtServer } from './look.ts';
import { patiently } from './patiently.ts';
import { type FaultOf, nodeLost, type Seen } from './pod-fault.ts';
import { throwFault } from './server-log.ts';

/** Each look takes CPU of the API server, which may be on the node that is measured. */
const lookMs = 1000;

export interface PodWatch {
  /** Rejects with what has become of the server, or of the cluster; never resolves. */
  readonly died: Promise<never>;
  readonly end: () => void;
}

/** Looks once a second whether the pod is still there, as it was. */
export function watchPod(of: { cluster: Cluster; namespace: string; pod: V1Pod; of: FaultOf }): PodWatch {
  let ended = false;
  const died = watch(of, () => ended);
  died.catch(() => {});
  return {
    died,
    end: () => {
      ended = true;
    },
  };
}

async function watch(
  { cluster, namespace, pod, of }: Parameters<typeof watchPod>[0],
  isEnded: () => boolean,
): Promise<never> {
  for (;;) {
    await sleep(lookMs, undefined, { ref: false });
    try {
      if (!isEnded()) await patiently(() => look(cluster, namespace, pod, of, isEnded));
    } catch (error) {
      if (!isEnded()) throw error;
    }
    if (isEnded()) return new Promise<never>(() => {});
  }
}

async function look(
  cluster: Cluster,
  namespace: string,
  pod: V1Pod,
  of: FaultOf,
  isEnded: () => boolean,
): Promise<void> {
  const seen = await lookAtServer(cluster, namespace);
  if (isEnded()) return;
  await throwFault(cluster, seen, of);
  const now = seen.pod;
  if (now?.metadata?.uid !== pod.metadata?.uid || now?.metadata?.deletionTimestamp !== undefined)
    throw taken(seen, of);
  await lookAtNode(cluster, pod, of);
}

function taken({ events }: Seen, of: FaultOf): BenchError {
  const last = events.at(-1);
  return new BenchError(
    'POD_EVICTED',
    `${of.server}: expected the pod to stay while it was measured, found that it was deleted${last ? `; the last event: ${last.reason}: ${last.message}` : ''}`,
    'Somebody, or a controller of the cluster, has deleted the pod or its namespace: run again when it is left alone.',
  );
}

async function lookAtNode(cluster: Cluster, { spec }: V1Pod, of: FaultOf): Promise<void> {
  const name = spec!.nodeName!;
  const node = await cluster.askFor('read the node', () => cluster.api(CoreV1Api).readNode({ name }));
  const ready = node?.status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status !== 'True')
    throw nodeLost(of, name, ready?.message ?? 'it is not in the cluster any more');
}
