import type { V1Node } from '@kubernetes/client-node';

/**
 * What a cluster runs pods on, for readers of a result: `1 node of 2 CPUs and containerd 1.6.20`. The nodes need not be alike, nor like
 * the machine of the bench. @returns undefined where the cluster shows none
 */
export function nodesLine(nodes: readonly V1Node[]): string | undefined {
  const kinds = new Map<string, number>();
  for (const { status } of nodes) {
    const cpus = Number(status?.capacity?.cpu);
    const runtime = status?.nodeInfo?.containerRuntimeVersion.replace('://', ' ');
    const kind = [
      ...(cpus > 0 ? [`${cpus} CPU${cpus === 1 ? '' : 's'}`] : []),
      ...(runtime ? [runtime] : []),
    ];
    kinds.set(kind.join(' and '), (kinds.get(kind.join(' and ')) ?? 0) + 1);
  }
  const each = [...kinds].sort().map(([kind, count]) => {
    const number = `${count} node${count === 1 ? '' : 's'}`;
    return kind === '' ? number : `${number} of ${kind}`;
  });
  return each.length === 0 ? undefined : each.join(' and ');
}
