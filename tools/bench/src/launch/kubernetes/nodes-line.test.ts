import type { V1Node } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { nodesLine } from './nodes-line.ts';

const node = (cpu: string, containerRuntimeVersion: string) =>
  ({ status: { capacity: { cpu }, nodeInfo: { containerRuntimeVersion } } }) as unknown as V1Node;

test('nodes that are alike are counted, others are told apart, and what one does not say is left out', () => {
  const large = node('8', 'containerd://2.1.4');
  expect(nodesLine([large, node('1', 'cri-o://1.34.0'), large])).toBe(
    '1 node of 1 CPU and cri-o 1.34.0 and 2 nodes of 8 CPUs and containerd 2.1.4',
  );
  expect(nodesLine([{}])).toBe('1 node');
  expect(nodesLine([])).toBeUndefined();
});
