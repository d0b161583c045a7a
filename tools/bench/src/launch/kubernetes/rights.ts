import { AuthorizationV1Api, type V1ResourceAttributes } from '@kubernetes/client-node';
import { BenchError } from '../../errors/bench-error.ts';
import type { BenchOptions } from '../../schema/options.ts';
import type { Cluster } from './connection.ts';

/** What the bench does in a cluster; docs/kubernetes.md has the same as a ClusterRole. */
export const rights: readonly V1ResourceAttributes[] = [
  { verb: 'create', resource: 'namespaces' },
  { verb: 'get', resource: 'namespaces' },
  { verb: 'delete', resource: 'namespaces' },
  { verb: 'get', resource: 'nodes' },
  { verb: 'list', resource: 'nodes' },
  { verb: 'get', resource: 'nodes', subresource: 'proxy' },
  { verb: 'create', group: 'apps', resource: 'deployments' },
  { verb: 'get', group: 'apps', resource: 'deployments' },
  { verb: 'delete', group: 'apps', resource: 'deployments' },
  { verb: 'create', resource: 'services' },
  { verb: 'delete', resource: 'services' },
  { verb: 'list', resource: 'pods' },
  { verb: 'get', resource: 'pods', subresource: 'log' },
  { verb: 'list', resource: 'events' },
];

/** What it does besides where k6 runs in the cluster. */
export const rightsOfRunners: readonly V1ResourceAttributes[] = [
  { verb: 'create', group: 'batch', resource: 'jobs' },
  { verb: 'delete', group: 'batch', resource: 'jobs' },
  { verb: 'create', resource: 'configmaps' },
  { verb: 'delete', resource: 'configmaps' },
  { verb: 'create', resource: 'secrets' },
  { verb: 'delete', resource: 'secrets' },
];

/** What it does in their place where the k6-operator makes them. */
export const rightsOfTestRuns: readonly V1ResourceAttributes[] = [
  ...rightsOfRunners.filter(({ group }) => group !== 'batch'),
  ...['list', 'create', 'get', 'delete'].map((verb) => ({ verb, group: 'k6.io', resource: 'testruns' })),
];

const rightsOf: Record<BenchOptions['generator'], readonly V1ResourceAttributes[]> = {
  auto: [...rights, ...rightsOfRunners],
  cluster: [...rights, ...rightsOfRunners],
  'k6-operator': [...rights, ...rightsOfTestRuns],
  local: rights,
};

/** Asks the cluster whether this user may do all of it. @throws CLUSTER_FORBIDDEN naming what is lacking */
export async function checkRights(
  cluster: Cluster,
  { generator }: Pick<BenchOptions, 'generator'>,
): Promise<void> {
  const api = cluster.api(AuthorizationV1Api);
  const asked = rightsOf[generator].map(async (resourceAttributes) => {
    const body = { spec: { resourceAttributes } };
    const { status } = await cluster.ask('ask for rights', () => api.createSelfSubjectAccessReview({ body }));
    return status?.allowed ? [] : [nameOf(resourceAttributes)];
  });
  const lacking = (await Promise.all(asked)).flat();
  if (lacking.length === 0) return;
  throw new BenchError(
    'CLUSTER_FORBIDDEN',
    `launcher "kubernetes": expected rights that this user lacks in ${cluster.name}: ${lacking.join(', ')}`,
    'docs/kubernetes.md has the role that the bench needs; kubectl auth can-i --list shows what this user may.',
  );
}

const nameOf = ({ verb, resource, subresource }: V1ResourceAttributes) =>
  `${verb} ${[resource, subresource].filter(Boolean).join('/')}`;
