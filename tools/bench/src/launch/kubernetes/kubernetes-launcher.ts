import { setTimeout as sleep } from 'node:timers/promises';
import { AppsV1Api, CoreV1Api, type V1Pod } from '@kubernetes/client-node';
import { BenchError } from '../../errors/bench-error.ts';
import { type BenchOptions, durationMs } from '../../schema/options.ts';
import { shimIdentity } from '../containerd/wasm-image.ts';
import type { Launcher, LaunchSpec, RunningServer } from '../launcher.ts';
import { untilReady } from '../ready.ts';
import { accountByKubelet, kubeletAccount } from './account.ts';
import { type Cluster, clusterOf } from './connection.ts';
import { hostAndPort } from './host-and-port.ts';
import { describeImage, imageId, namedImage, provideImage } from './images.ts';
import { checkClusterLimits, checkGivenLimits } from './limits.ts';
import { localCgroup } from './local-cgroup.ts';
import { lookAtServer } from './look.ts';
import { nodesLine } from './nodes-line.ts';
import { deployment, portOf, serverName, service } from './objects.ts';
import { type FaultOf, unscheduled } from './pod-fault.ts';
import { hasStarted, isReady, isScheduled } from './pod-state.ts';
import { checkRights } from './rights.ts';
import { namespaceIn, removeNamespaces, removeOwnNamespaces } from './run-namespace.ts';
import { followLog, throwFault } from './server-log.ts';
import { watchPod } from './watch-pod.ts';

const lookMs = 100;
/** A node may have to be made, and an image of some GB pulled. */
const longestStartMs = 180_000;
const removalMs = 20_000;

/** Runs the server's image as a Deployment of one replica behind a Service, measured by the kubelet of its node. */
export const launcher: Launcher = {
  launch: launchPod,
  checkLimits: async ({ server, options, workspaceRoot }) => {
    namedImage(server, options);
    const cluster = await clusterOf(options, workspaceRoot);
    await checkRights(cluster, options);
    await checkClusterLimits(cluster, server, options);
  },
  describe: async (of) => {
    const { id, ...sizes } = await describeImage(of);
    try {
      const cluster = await clusterOf(of.options, of.workspaceRoot);
      const { items } = await cluster.ask('list nodes', () => cluster.api(CoreV1Api).listNode());
      const nodes = nodesLine(items) ?? 'no node';
      return {
        ...sizes,
        container: {
          engine: [cluster.name, nodes, ...runtimeIn(of.options)].join(', '),
          image: id ?? of.options.image ?? '',
          network: 'cluster',
        },
      };
    } catch {
      // What is wrong with the cluster is told by the launch.
      return sizes;
    }
  },
  runsFrom: async (options, workspaceRoot) => {
    const cluster = await clusterOf(options, workspaceRoot).catch(() => undefined);
    // The development cluster finds the shim of this workspace; what another one has is its own.
    const hasShim = options.runtimeClass !== undefined && cluster?.isDevelopment === true;
    const shim = hasShim ? [await shimIdentity(options, workspaceRoot)] : [];
    return [cluster?.name ?? 'no cluster', await imageId(options, workspaceRoot), ...shim];
  },
  endRun: removeOwnNamespaces,
  removeLeftovers: async () => (await removeNamespaces()).map((name) => `namespace ${name}`),
};

const runtimeIn = ({ runtimeClass }: BenchOptions) =>
  runtimeClass === undefined ? [] : [`RuntimeClass ${runtimeClass}`];

async function launchPod(spec: LaunchSpec): Promise<RunningServer> {
  const { server, options, workspaceRoot, logFile, signal } = spec;
  signal.throwIfAborted();
  const cluster = await clusterOf(options, workspaceRoot);
  const image = await provideImage(cluster, spec);
  const namespace = await namespaceIn(cluster);
  const of: FaultOf = { server, options, image: image.name, logFile };
  let endLog = () => {};
  let endWatch = () => {};
  const stop = async () => {
    endWatch();
    endLog();
    await removeServer(cluster, namespace, durationMs(options.stopTimeout));
  };
  try {
    const objects = { server, options, image: image.name, isImported: image.isImported };
    const startedAt = performance.now();
    const address = await createService(cluster, namespace, objects);
    await cluster.ask('create the deployment', () =>
      cluster.api(AppsV1Api).createNamespacedDeployment({ namespace, body: deployment(objects) }),
    );
    const pod = await untilStarted(spec, cluster, namespace, of);
    checkGivenLimits(server, options, pod);
    const name = pod.metadata!.name!;
    endLog = await followLog(cluster, { namespace, name }, logFile);
    const watch = watchPod({ cluster, namespace, pod, of });
    endWatch = watch.end;
    const url = `${options.scheme}://${hostAndPort(address, portOf(options))}`;
    const timeoutMs = durationMs(options.readyTimeout);
    const ready = untilReady({ spec, url, timeoutMs });
    ready.catch(() => {});
    const readyAt = await Promise.race([ready, watch.died]).catch(async (error) => {
      throw await unreachable(error, { cluster, namespace, server, url });
    });
    await untilPodIsReady(spec, cluster, namespace);
    const container = { namespace, pod: name, container: serverName };
    const account = accountByKubelet({
      server,
      cluster,
      node: pod.spec!.nodeName!,
      container,
      died: watch.died,
    });
    await account.remote.settle();
    const cgroup = localCgroup(pod);
    const unknown = { state: 'unknown', reason: 'the kubelet does not tell PSS' } as const;
    return {
      url,
      coldStartMs: readyAt - startedAt,
      account: kubeletAccount,
      usage: account.usage,
      remote: account.remote,
      proportionalMemory: {
        now: () => unknown,
        startPeak: () => ({ look: () => {}, restart: () => {}, end: () => unknown }),
      },
      ...(cgroup && { throttling: cgroup.throttling }),
      inCluster: {
        cluster,
        namespace,
        url: `${options.scheme}://${serverName}.${namespace}.svc:${portOf(options)}`,
        address,
      },
      died: watch.died,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @returns its address in the cluster */
async function createService(
  cluster: Cluster,
  namespace: string,
  objects: Parameters<typeof service>[0],
): Promise<string> {
  const made = await cluster.ask('create the service', () =>
    cluster.api(CoreV1Api).createNamespacedService({ namespace, body: service(objects) }),
  );
  return made.spec!.clusterIP!;
}

/** Waits for the container to run. @throws what keeps it from that */
async function untilStarted(
  { options, signal }: LaunchSpec,
  cluster: Cluster,
  namespace: string,
  of: FaultOf,
): Promise<V1Pod> {
  const begin = performance.now();
  const unscheduledMs = Math.max(durationMs(options.readyTimeout), 5000);
  for (;;) {
    signal.throwIfAborted();
    const seen = await lookAtServer(cluster, namespace);
    const { pod } = seen;
    const waitedMs = performance.now() - begin;
    await throwFault(cluster, seen, of);
    if (pod !== undefined && hasStarted(pod)) return pod;
    const isPending = pod === undefined || !isScheduled(pod);
    const fault = isPending && waitedMs > unscheduledMs ? unscheduled(seen, of) : undefined;
    if (fault !== undefined) throw fault;
    if (waitedMs > longestStartMs) throw notStarted(of, seen.events.at(-1)?.message);
    await sleep(lookMs, undefined, { signal }).catch(() => {});
  }
}

/** So that its probe has ended, and no request of the kubelet's is in a measurement. */
async function untilPodIsReady(
  { options, signal }: LaunchSpec,
  cluster: Cluster,
  namespace: string,
): Promise<void> {
  const deadline = performance.now() + durationMs(options.readyTimeout);
  while (performance.now() < deadline) {
    const { pod } = await lookAtServer(cluster, namespace);
    if (pod !== undefined && isReady(pod)) return;
    await sleep(lookMs, undefined, { signal });
  }
}

/** A server that the kubelet finds ready and we do not is not to be reached from here. */
async function unreachable(
  error: unknown,
  { cluster, namespace, server, url }: { cluster: Cluster; namespace: string; server: string; url: string },
): Promise<unknown> {
  if (!(error instanceof BenchError) || error.code !== 'SERVER_NOT_READY') return error;
  const seen = await lookAtServer(cluster, namespace).catch(() => undefined);
  if (
    seen?.pod === undefined ||
    !isReady(seen.pod) ||
    !/ECONN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|no answer/.test(error.message)
  )
    return error;
  return new BenchError(
    'SERVICE_UNREACHABLE',
    `${server}: expected the Service of the server to answer at ${url}, found that it does not, although the kubelet finds the server ready`,
    'Run the bench where the addresses of Services lead somewhere: in a pod or on a node of the cluster, or against the development cluster.',
  );
}

/** With the API gone it returns: the next run removes the namespace. */
async function removeServer(cluster: Cluster, namespace: string, stopMs: number): Promise<void> {
  const of = { name: serverName, namespace };
  const deadline = performance.now() + stopMs + removalMs;
  try {
    await cluster.askFor('delete the deployment', () =>
      cluster.api(AppsV1Api).deleteNamespacedDeployment({ ...of, propagationPolicy: 'Foreground' }),
    );
    await cluster.askFor('delete the service', () => cluster.api(CoreV1Api).deleteNamespacedService(of));
    while (performance.now() < deadline) {
      if ((await lookAtServer(cluster, namespace)).pod === undefined) return;
      await sleep(lookMs);
    }
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
  }
}

function notStarted({ server }: FaultOf, lastEvent: string | undefined): BenchError {
  return new BenchError(
    'CONTAINER_FAILED',
    `${server}: expected the container to start within ${longestStartMs / 1000} s, found that it did not; the last event: ${lastEvent ?? 'none'}`,
    'kubectl get events --all-namespaces shows what the cluster is doing.',
  );
}
