import { CoreV1Api, CustomObjectsApi, type V1Pod } from '@kubernetes/client-node';
import { BenchError } from '../../errors/bench-error.ts';
import { pullPolicyOf } from '../../launch/kubernetes/pod-parts.ts';
import type { ServerInCluster } from '../../launch/launcher.ts';
import { makeInputs, type RunnersKind, removeInputs } from './job-runners.ts';
import {
  archiveName,
  awayFromTheServer,
  type LoadObjects,
  labelsOf,
  runnerResources,
} from './runner-objects.ts';

/** https://grafana.com/docs/k6/latest/set-up/set-up-distributed-k6/ */
const resource = { group: 'k6.io', version: 'v1alpha1', plural: 'testruns' } as const;

/** Runners by the k6-operator, which makes their Jobs and lets them go. */
export function testRunRunners(
  { cluster, namespace }: Pick<ServerInCluster, 'cluster' | 'namespace'>,
  of: LoadObjects,
): RunnersKind {
  const { name } = of;
  const custom = () => cluster.api(CustomObjectsApi);
  return {
    pods: {
      cluster,
      namespace,
      labelSelector: `k6_cr=${name},runner=true`,
      runners: of.options.runners,
      indexOf: ({ metadata }: V1Pod) => {
        const number = new RegExp(`^${name}-(\\d+)$`).exec(metadata?.labels?.['job-name'] ?? '')?.[1];
        return number === undefined ? undefined : Number(number) - 1;
      },
    },
    startsThem: true,
    create: async () => {
      const known = await cluster.askFor('look for the k6-operator', () =>
        custom().listNamespacedCustomObject({ ...resource, namespace }),
      );
      if (known === undefined) throw missing();
      await makeInputs({ cluster, namespace }, of);
      await cluster.ask('create the TestRun', () =>
        custom().createNamespacedCustomObject({ ...resource, namespace, body: testRun(of) }),
      );
    },
    // "finished" is said of crossed thresholds too: the runners' exit codes tell.
    fault: async () => {
      const read = await cluster.askFor('read the TestRun', () =>
        custom().getNamespacedCustomObject({ ...resource, namespace, name }),
      );
      const stage = (read as { status?: { stage?: string } } | undefined)?.status?.stage;
      return stage === 'error' ? failed(name) : undefined;
    },
    remove: async () => {
      await cluster.askFor('delete the TestRun', () =>
        custom().deleteNamespacedCustomObject({ ...resource, namespace, name }),
      );
      await removeInputs(cluster.api(CoreV1Api), { cluster, namespace }, name);
    },
  };
}

/** The operator gives segments, address and pause to k6 itself, and splits arguments at spaces. */
const byOperator = /^(run|--quiet|--paused|--address=.*)$/;

function testRun(of: LoadObjects): object {
  const { name, options, image, args } = of;
  const own = args.filter((arg) => !byOperator.test(arg));
  return {
    apiVersion: `${resource.group}/${resource.version}`,
    kind: 'TestRun',
    metadata: { name, labels: labelsOf(name) },
    spec: {
      parallelism: options.runners,
      script: { configMap: { name, file: archiveName } },
      arguments: [...own, '--config=/test/operator.json'].join(' '),
      // It would need a shell in the image, and tells nothing that was not looked at here.
      initializer: { disabled: true },
      runner: {
        image: image.name,
        imagePullPolicy: pullPolicyOf(image),
        envFrom: [{ secretRef: { name } }],
        resources: runnerResources(options),
        affinity: awayFromTheServer,
        nodeSelector: options.runnerNodeSelector,
        metadata: { labels: labelsOf(name) },
      },
    },
  };
}

function missing(): BenchError {
  return new BenchError(
    'OPERATOR_MISSING',
    'option "generator": expected the k6-operator, whose resource TestRun (k6.io/v1alpha1) this cluster does not know',
    'Install it (https://grafana.com/docs/k6/latest/set-up/set-up-distributed-k6/install-k6-operator/), or let the bench make the runners itself: --generator=cluster.',
  );
}

function failed(name: string): BenchError {
  return new BenchError(
    'TESTRUN_FAILED',
    `expected the k6-operator to bring the TestRun ${name} to its end, found its stage "error"`,
    "The operator's own log says why: kubectl logs -n k6-operator-system deployment/k6-operator-controller-manager.",
  );
}
