import type { V1Container, V1PodSpec } from '@kubernetes/client-node';
import { type BenchOptions, memoryBytes } from '../../schema/options.ts';
import type { NodeImage } from './images.ts';

/** What every pod of ours does without. */
export const podDefaults = {
  automountServiceAccountToken: false,
  enableServiceLinks: false,
} as const satisfies Partial<V1PodSpec>;

export const podSecurity = {
  seccompProfile: { type: 'RuntimeDefault' },
} as const satisfies V1PodSpec['securityContext'];

export const containerSecurity: V1Container['securityContext'] = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};

export const pullPolicyOf = ({ isImported }: Pick<NodeImage, 'isImported'>) =>
  isImported ? 'Never' : 'IfNotPresent';

/** Requests equal to limits, in the units of Kubernetes: thousandths of a core, and bytes. Without any, what the node has left. */
export function resourcesOf({
  cpus,
  memory,
}: Pick<BenchOptions, 'cpus' | 'memory'>): NonNullable<V1Container['resources']> {
  const limits = {
    ...(cpus !== undefined && { cpu: `${Math.round(cpus * 1000)}m` }),
    ...(memory !== undefined && { memory: String(memoryBytes(memory)) }),
  };
  return { requests: limits, limits };
}
