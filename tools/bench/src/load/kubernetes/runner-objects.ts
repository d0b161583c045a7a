import type {
  V1Affinity,
  V1ConfigMap,
  V1Container,
  V1Job,
  V1PodSpec,
  V1Secret,
} from '@kubernetes/client-node';
import type { NodeImage } from '../../launch/kubernetes/images.ts';
import { selector as serverSelector } from '../../launch/kubernetes/objects.ts';
import {
  containerSecurity,
  podDefaults,
  podSecurity,
  pullPolicyOf,
  resourcesOf,
} from '../../launch/kubernetes/pod-parts.ts';
import { ourLabels } from '../../launch/kubernetes/run-namespace.ts';
import type { BenchOptions } from '../../schema/options.ts';
import { executionSegments } from '../execution-segments.ts';

/** k6's REST API in a runner's pod. */
export const apiPort = 6565;
export const archiveName = 'archive.tar';
const folder = '/load';

/** What the runners of one load need. */
export interface LoadObjects {
  /** Of all objects. */
  readonly name: string;
  readonly options: BenchOptions;
  readonly image: NodeImage;
  /** The script with all that it imports and opens, as `k6 archive` packs it. */
  readonly archive: Buffer;
  /** Of k6; see `writeK6Config`. */
  readonly config: object;
  /** Of k6's process, with what is secret in it. */
  readonly env: Record<string, string>;
  /** Of k6, without the script and its configuration. */
  readonly args: readonly string[];
}

export const labelsOf = (name: string) => ({
  ...ourLabels,
  'app.kubernetes.io/name': 'runner',
  'wasi-bench/load': name,
});

export function configMap({ name, options, archive, config }: LoadObjects): V1ConfigMap {
  const parts = executionSegments(options.runners).map(({ segment, sequence }, index) => [
    configName(index),
    JSON.stringify({ ...config, executionSegment: segment, executionSegmentSequence: sequence }),
  ]);
  return {
    metadata: { name, labels: labelsOf(name) },
    binaryData: { [archiveName]: archive.toString('base64') },
    data: { ...Object.fromEntries(parts), 'operator.json': JSON.stringify(config) },
  };
}

const configName = (index: number | string) => `runner-${index}.json`;

export function secret({ name, env }: LoadObjects): V1Secret {
  return { metadata: { name, labels: labelsOf(name) }, stringData: env };
}

/** One pod for each part of the load. None is tried again: a runner that comes too late would make another load. */
export function job(of: LoadObjects): V1Job {
  const { name, options } = of;
  return {
    metadata: { name, labels: labelsOf(name) },
    spec: {
      completions: options.runners,
      parallelism: options.runners,
      completionMode: 'Indexed',
      backoffLimit: 0,
      template: { metadata: { labels: labelsOf(name) }, spec: podSpec(of) },
    },
  };
}

function podSpec(of: LoadObjects): V1PodSpec {
  return {
    ...podDefaults,
    nodeSelector: of.options.runnerNodeSelector,
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 1,
    securityContext: { ...podSecurity, runAsNonRoot: true, runAsUser: 65534 },
    affinity: awayFromTheServer,
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: labelsOf(of.name) },
      },
    ],
    containers: [container(of)],
    volumes: [
      { name: 'load', configMap: { name: of.name } },
      { name: 'tmp', emptyDir: {} },
    ],
  };
}

/** Where the cluster has another node, what is measured and what measures share none. */
export const awayFromTheServer: V1Affinity = {
  podAntiAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: [
      {
        weight: 100,
        podAffinityTerm: {
          topologyKey: 'kubernetes.io/hostname',
          labelSelector: { matchLabels: serverSelector },
        },
      },
    ],
  },
};

function container({ name, image, args, options }: LoadObjects): V1Container {
  return {
    name: 'k6',
    image: image.name,
    imagePullPolicy: pullPolicyOf(image),
    args: [
      ...args.map(literally),
      `--config=${folder}/${configName('$(JOB_COMPLETION_INDEX)')}`,
      `${folder}/${archiveName}`,
    ],
    envFrom: [{ secretRef: { name } }],
    ports: [{ containerPort: apiPort }],
    resources: runnerResources(options),
    workingDir: '/tmp',
    securityContext: containerSecurity,
    volumeMounts: [
      { name: 'load', mountPath: folder, readOnly: true },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
}

export const runnerResources = ({ runnerCpus, runnerMemory }: BenchOptions) =>
  resourcesOf({ cpus: runnerCpus, memory: runnerMemory });

/** Kubernetes replaces `$(NAME)` in arguments. */
function literally(arg: string): string {
  return arg.replaceAll('$(', '$$(');
}
