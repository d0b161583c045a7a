import type { CoreV1Event, V1ContainerStatus, V1Deployment, V1Pod } from '@kubernetes/client-node';
import { BenchError } from '../../errors/bench-error.ts';
import type { BenchOptions } from '../../schema/options.ts';
import { containerFaultOf, evictionOf, imageFaultOf, type Reason, unscheduledBy } from './pod-state.ts';

/** What the cluster shows of a server. */
export interface Seen {
  readonly deployment?: V1Deployment | undefined;
  /** The server's pod; undefined where there is none (yet). */
  readonly pod: V1Pod | undefined;
  /** Of the namespace. */
  readonly events: readonly CoreV1Event[];
}

export interface FaultOf {
  readonly server: string;
  readonly options: BenchOptions;
  readonly image: string;
  readonly logFile: string;
}

/**
 * Why a server is not there any more, or will never be, in the cluster's own words; undefined as long as nothing says so.
 * @param output the end of its log, for the message
 */
export function podFault(seen: Seen, of: FaultOf, output = ''): BenchError | undefined {
  const { pod } = seen;
  if (pod === undefined) return refusedPod(seen, of);
  const { status } = pod;
  const eviction = evictionOf(pod);
  if (eviction !== undefined) return evicted(of, eviction);
  const imageFault = imageFaultOf(pod);
  if (imageFault !== undefined) return imageMissing(of, imageFault, seen);
  const container = status?.containerStatuses?.[0];
  const ended = container?.state?.terminated ?? container?.lastState?.terminated;
  if (ended !== undefined) return endedContainer(of, ended, output);
  const fault = containerFaultOf(pod);
  if (fault !== undefined) {
    return new BenchError(
      'CONTAINER_FAILED',
      `${of.server}: the node could not run the container: ${fault.reason}: ${fault.message ?? wordsOf(seen)}`,
      'Does the image name a user by a number (else set "runAsUser"), and does it have the program of its entrypoint?',
    );
  }
  const noRuntime = runtimeFaultOf(seen);
  if (noRuntime !== undefined) return runtimeMissing(of, noRuntime);
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.reason === 'NodeLost' || status?.reason === 'NodeLost' || status?.phase === 'Unknown') {
    return nodeLost(of, pod.spec?.nodeName, ready?.message);
  }
  return undefined;
}

/** Why no node has taken the pod, once that is not to be waited for any longer. */
export function unscheduled(seen: Seen, of: FaultOf): BenchError | undefined {
  const scheduled = unscheduledBy(seen.pod);
  if (scheduled === undefined) return undefined;
  const { cpus, memory, nodeSelector } = of.options;
  return new BenchError(
    'POD_UNSCHEDULABLE',
    `${of.server}: expected a node with room for the pod (options "cpus": ${cpus ?? 'not set'}, "memory": ${memory ?? 'not set'}, "nodeSelector": ${selectorIn(nodeSelector)}), found: ${scheduled.reason}: ${scheduled.message}`,
    'Lower "cpus" or "memory", or make room: kubectl describe nodes shows what is taken, kubectl get nodes --show-labels what "nodeSelector" can name.',
  );
}

/** As kubectl takes it. */
export const selectorIn = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',') || 'not set';

export function nodeLost({ server }: FaultOf, node: string | undefined, message?: string): BenchError {
  return new BenchError(
    'NODE_LOST',
    `${server}: expected the node ${node} to be ready while the server ran on it, found that it is not${message ? `: ${message}` : ''}`,
    'kubectl describe node says why. What was measured is kept; run again when a node is ready.',
  );
}

function refusedPod(seen: Seen, { server, options }: FaultOf): BenchError | undefined {
  const failure = seen.deployment?.status?.conditions?.find(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  );
  if (failure === undefined) return undefined;
  const { cpus, memory, runtimeClass } = options;
  if (/RuntimeClass .* not found/i.test(failure.message ?? '') && runtimeClass !== undefined)
    return runtimeMissing({ server, options }, failure.message ?? '');
  if (/violates PodSecurity/.test(failure.message ?? '')) {
    return new BenchError(
      'CLUSTER_REFUSED',
      `${server}: expected the cluster to admit the pod, found: ${failure.message}`,
      'Where "runAsNonRoot" is what it lacks: name the user of the server by its number, such as --runAsUser=65534.',
    );
  }
  const isQuota = /exceeded quota|must specify/.test(failure.message ?? '');
  return isQuota
    ? new BenchError(
        'QUOTA_EXCEEDED',
        `${server}: expected the cluster to admit the pod (options "cpus": ${cpus ?? 'not set'}, "memory": ${memory ?? 'not set'}), found: ${failure.message}`,
        'Lower or set "cpus" and "memory", or have the quota of new namespaces raised.',
      )
    : new BenchError(
        'CLUSTER_REFUSED',
        `${server}: expected the cluster to admit the pod, found: ${failure.reason}: ${failure.message}`,
        'A policy of the cluster refuses it; its own words are in the message.',
      );
}

/** Asked again and again, and in vain: a node that lacks the runtime of a RuntimeClass, or its shim. */
function runtimeFaultOf({ events, pod }: Seen): string | undefined {
  const of = events.filter(
    ({ reason, involvedObject }) =>
      reason === 'FailedCreatePodSandBox' && involvedObject.uid === pod?.metadata?.uid,
  );
  return of.map(({ message = '' }) => message).findLast((message) => noRuntime.test(message));
}

/** Of containerd (pkg/cri/server, runtime/v2/shim) and of CRI-O. */
const noRuntime = /no runtime for|binary not installed|failed to find runtime handler/;

function runtimeMissing(
  { server, options: { runtimeClass } }: Pick<FaultOf, 'server' | 'options'>,
  found: string,
): BenchError {
  return new BenchError(
    'RUNTIME_CLASS_MISSING',
    `${server}: option "runtimeClass": expected a RuntimeClass whose runtime the node has, found of ${JSON.stringify(runtimeClass)}: ${found}`,
    'kubectl get runtimeclasses lists them; docs/kubernetes.md says how to install the shim. In the development cluster: npx nx run wasm-shim:build.',
  );
}

function evicted({ server, options }: FaultOf, { reason, message }: Reason): BenchError {
  return new BenchError(
    'POD_EVICTED',
    `${server}: expected the pod to stay on its node, found that it was taken off: ${reason}: ${message ?? 'no message'}`,
    `A drained node, a pod of a higher priority, or a node short of memory: set "memory" (now ${options.memory ?? 'not set'}) to what the server needs, and run again.`,
  );
}

function imageMissing({ server, image }: FaultOf, { reason, message }: Reason, seen: Seen): BenchError {
  return new BenchError(
    'IMAGE_PULL_FAILED',
    `${server}: option "image": expected the node to have or to pull ${image}, found: ${reason}: ${message ?? wordsOf(seen)}`,
    'Push it to a registry that the nodes can pull from (--registry=<host>/<path>), or load it into them (kind load docker-image, k3d image import, minikube image load).',
  );
}

/** Of runc, of crun, and of youki, which our shim starts containers by, where its process has ended without a word. */
const killedAtStart = /OOM-killed|OOM killed|waiting for (intermediate process|init ready)\W+BrokenChannel/i;

function endedContainer(
  of: FaultOf,
  ended: NonNullable<NonNullable<V1ContainerStatus['state']>['terminated']>,
  output: string,
): BenchError {
  const { server, options, logFile } = of;
  const { reason, exitCode, message } = ended;
  if (reason === 'OOMKilled') {
    return new BenchError(
      'OUT_OF_MEMORY',
      `${server}: the kernel killed a process of the server at its memory limit (OOMKilled; option "memory": ${options.memory ?? 'not set'})${output}`,
      'Raise "memory", unless the limit is what you measure.',
    );
  }
  // No program of the server's has run, so nothing but the limit has killed what was to become it.
  if (reason === 'StartError' && options.memory !== undefined && killedAtStart.test(message ?? '')) {
    return new BenchError(
      'OUT_OF_MEMORY',
      `${server}: expected the container to start within its memory limit (option "memory": ${options.memory}), found that its first process was killed before it ran the server: ${reason}: ${message}`,
      'Raise "memory", unless the limit is what you measure.',
    );
  }
  // The runtime could not start its program: the words are the runtime's.
  if (reason === 'StartError' || reason === 'ContainerCannotRun') {
    return new BenchError(
      'CONTAINER_FAILED',
      `${server}: the node could not run the container: ${reason}: ${message}`,
      'Does the image name a user by a number (else set "runAsUser"), and does it have the program of its entrypoint?',
    );
  }
  return new BenchError(
    'SERVER_DIED',
    `${server}: the container exited with code ${exitCode} (${reason ?? 'no reason'}${message ? `: ${message}` : ''}) while it should have been running${output}`,
    `Its whole output is in ${logFile}.`,
  );
}

/** Warnings of the pod, the last of them. */
function wordsOf({ events, pod }: Seen): string {
  const warnings = events.filter(
    ({ type, involvedObject }) => type === 'Warning' && involvedObject.uid === pod?.metadata?.uid,
  );
  const last = warnings.at(-1);
  return last ? `${last.reason}: ${last.message}` : 'no event says why';
}
