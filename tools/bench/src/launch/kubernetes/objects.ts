import type { V1Deployment, V1PodSecurityContext, V1Probe, V1Service } from '@kubernetes/client-node';
import { type BenchOptions, durationMs } from '../../schema/options.ts';
import { containerSecurity, podDefaults, podSecurity, pullPolicyOf, resourcesOf } from './pod-parts.ts';
import { ourLabels } from './run-namespace.ts';

/** Of Deployment, Service and container: one server at a time is in the namespace, so no name has to hold the server's. */
export const serverName = 'server';
const defaultPort = 8080;

export interface ServerObjects {
  readonly server: string;
  readonly options: BenchOptions;
  /** As the pod names it. */
  readonly image: string;
  /** Whether the node has the image already, and nothing may be pulled. */
  readonly isImported: boolean;
}

export const selector = { 'app.kubernetes.io/name': serverName } as const;
/** For a list of the server's pods. */
export const labelSelector = Object.entries(selector)
  .map(([key, value]) => `${key}=${value}`)
  .join(',');

/** The server's name is an annotation: a label has 63 characters, and not all that a name of a project may have. */
const metadata = ({ server }: ServerObjects) => ({
  labels: { ...ourLabels, ...selector },
  annotations: { 'wasi-bench/server': server },
});

export const portOf = ({ port }: BenchOptions) => port ?? defaultPort;

/** One replica, with requests equal to limits, and probed by nothing while it is measured. */
export function deployment(of: ServerObjects): V1Deployment {
  const { options, image } = of;
  const env = { ...options.env, HOST: '0.0.0.0', PORT: String(portOf(options)) };
  return {
    metadata: { name: serverName, ...metadata(of) },
    spec: {
      replicas: 1,
      // Where a node is full there is no room for a second one beside it.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: selector },
      template: {
        metadata: metadata(of),
        spec: {
          ...podDefaults,
          nodeSelector: options.nodeSelector,
          ...(options.runtimeClass !== undefined && { runtimeClassName: options.runtimeClass }),
          terminationGracePeriodSeconds: Math.ceil(durationMs(options.stopTimeout) / 1000),
          securityContext: { ...podSecurity, ...userOf(options) },
          containers: [
            {
              name: serverName,
              image,
              imagePullPolicy: pullPolicyOf(of),
              env: Object.entries(env).map(([name, value]) => ({ name, value })),
              ports: [{ containerPort: portOf(options) }],
              startupProbe: startupProbe(options),
              resources: resourcesOf(options),
              securityContext: containerSecurity,
              volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
            },
          ],
          volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory' } }],
        },
      },
    },
  };
}

/** A policy "restricted" wants it said that the user is not root; an image may name one that only its own files know. */
function userOf({ runAsUser }: BenchOptions): V1PodSecurityContext {
  return runAsUser === undefined ? {} : { runAsUser, runAsNonRoot: runAsUser !== 0 };
}

/** The pod's address is in it as soon as there is one, so that the first answer is seen when it comes. */
export function service(of: ServerObjects): V1Service {
  const port = portOf(of.options);
  return {
    metadata: { name: serverName, ...metadata(of) },
    spec: { selector, publishNotReadyAddresses: true, ports: [{ port, targetPort: port }] },
  };
}

/** The kubelet knows GET and 2xx or 3xx alone: another ready request is ours to make, and the kubelet's is a connection. */
function startupProbe(options: BenchOptions): V1Probe {
  const { ready, readyPath, scheme, headers } = options;
  const port = portOf(options);
  const seconds = Math.ceil(durationMs(options.readyTimeout) / 1000);
  const times = { periodSeconds: 1, timeoutSeconds: 1, failureThreshold: Math.max(1, seconds) };
  if (ready !== undefined || Object.keys(headers).length > 0) return { tcpSocket: { port }, ...times };
  return { httpGet: { path: readyPath, port, scheme: scheme.toUpperCase() }, ...times };
}
