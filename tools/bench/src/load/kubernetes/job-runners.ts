import { BatchV1Api, CoreV1Api, type V1Pod } from '@kubernetes/client-node';
import type { ServerInCluster } from '../../launch/launcher.ts';
import { configMap, job, type LoadObjects, secret } from './runner-objects.ts';
import type { RunnerPods } from './runner-pods.ts';

/** A way to have runners in the cluster. */
export interface RunnersKind {
  readonly pods: RunnerPods;
  /** Makes all that the load needs. @throws CLUSTER_FORBIDDEN, CLUSTER_LOST, CLUSTER_REFUSED and what the kind says */
  readonly create: () => Promise<void>;
  /** Whether somebody else lets the runners go. */
  readonly startsThem: boolean;
  /** What has gone wrong besides the pods. */
  readonly fault?: () => Promise<Error | undefined>;
  /** Removes all of it. */
  readonly remove: () => Promise<void>;
}

/** Runners as an Indexed Job of ours. */
export function jobRunners(
  { cluster, namespace }: Pick<ServerInCluster, 'cluster' | 'namespace'>,
  of: LoadObjects,
): RunnersKind {
  const { name } = of;
  const core = () => cluster.api(CoreV1Api);
  return {
    pods: {
      cluster,
      namespace,
      labelSelector: `wasi-bench/load=${name}`,
      runners: of.options.runners,
      indexOf: ({ metadata }: V1Pod) => {
        const index = metadata?.annotations?.['batch.kubernetes.io/job-completion-index'];
        return index === undefined ? undefined : Number(index);
      },
    },
    startsThem: false,
    create: async () => {
      await makeInputs({ cluster, namespace }, of);
      await cluster.ask('create the job of the runners', () =>
        cluster.api(BatchV1Api).createNamespacedJob({ namespace, body: job(of) }),
      );
    },
    remove: async () => {
      await cluster.askFor('delete the job of the runners', () =>
        cluster
          .api(BatchV1Api)
          .deleteNamespacedJob({ namespace, name, propagationPolicy: 'Background', gracePeriodSeconds: 0 }),
      );
      await removeInputs(core(), { cluster, namespace }, name);
    },
  };
}

type Where = Pick<ServerInCluster, 'cluster' | 'namespace'>;

/** Script, configuration and environment. */
export async function makeInputs({ cluster, namespace }: Where, of: LoadObjects): Promise<void> {
  const core = cluster.api(CoreV1Api);
  await cluster.ask('create the config map of the load', () =>
    core.createNamespacedConfigMap({ namespace, body: configMap(of) }),
  );
  await cluster.ask('create the secret of the load', () =>
    core.createNamespacedSecret({ namespace, body: secret(of) }),
  );
}

export async function removeInputs(
  core: CoreV1Api,
  { cluster, namespace }: Where,
  name: string,
): Promise<void> {
  await cluster.askFor('delete the config map of the load', () =>
    core.deleteNamespacedConfigMap({ namespace, name }),
  );
  await cluster.askFor('delete the secret of the load', () =>
    core.deleteNamespacedSecret({ namespace, name }),
  );
}
