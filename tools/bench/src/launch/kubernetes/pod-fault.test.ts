import type { V1Pod } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { benchOptionsSchema } from '../../schema/options.ts';
import { podFault, type Seen, unscheduled } from './pod-fault.ts';

const of = {
  server: 'api',
  image: 'ghcr.io/me/api:1',
  logFile: 'dist/bench/api/server-1.log',
  options: benchOptionsSchema.parse({ launcher: 'kubernetes', image: 'api', cpus: 0.1, memory: '64m' }),
};
const seen = (status: V1Pod['status'], others: Partial<Seen> = {}): Seen => ({
  pod: { metadata: { uid: 'u' }, spec: { nodeName: 'node-1', containers: [] }, status: status! },
  events: [],
  ...others,
});
const container = (state: object, lastState: object = {}) => ({
  containerStatuses: [
    { name: 'server', image: '', imageID: '', ready: false, restartCount: 0, state, lastState },
  ],
});

/** Status and words as Kubernetes 1.34 and its users' reports have them. */
test.each([
  [
    'OUT_OF_MEMORY',
    /OOMKilled; option "memory": 64m/,
    container({ terminated: { reason: 'OOMKilled', exitCode: 137 } }),
  ],
  [
    'OUT_OF_MEMORY',
    /OOMKilled/,
    container({ running: {} }, { terminated: { reason: 'OOMKilled', exitCode: 137 } }),
  ],
  [
    'OUT_OF_MEMORY',
    /"memory": 64m.*container init was OOM-killed/,
    container({
      terminated: {
        reason: 'StartError',
        exitCode: 128,
        message:
          'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: container init was OOM-killed (memory limit too low?): unknown',
      },
    }),
  ],
  [
    'OUT_OF_MEMORY',
    /"memory": 64m.*BrokenChannel/,
    container({
      terminated: {
        reason: 'StartError',
        exitCode: 128,
        message:
          'failed to create containerd task: failed to create shim task: Others("Other: failed to create container: failed to receive. \\"waiting for intermediate process\\". BrokenChannel"): unknown',
      },
    }),
  ],
  [
    'SERVER_DIED',
    /exited with code 2 \(Error\)/,
    container({ waiting: { reason: 'CrashLoopBackOff' } }, { terminated: { reason: 'Error', exitCode: 2 } }),
  ],
  [
    'IMAGE_PULL_FAILED',
    /ImagePullBackOff: Back-off pulling image "ghcr.io\/me\/api:1"/,
    container({
      waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "ghcr.io/me/api:1"' },
    }),
  ],
  ['IMAGE_PULL_FAILED', /ErrImageNeverPull/, container({ waiting: { reason: 'ErrImageNeverPull' } })],
  [
    'CONTAINER_FAILED',
    /runAsNonRoot/,
    container({
      waiting: {
        reason: 'CreateContainerConfigError',
        message: 'container has runAsNonRoot and image will run as root',
      },
    }),
  ],
  [
    'CONTAINER_FAILED',
    /StartError: .*no such file/,
    container({
      terminated: { reason: 'StartError', exitCode: 128, message: 'exec: "/go": no such file or directory' },
    }),
  ],
  [
    'POD_EVICTED',
    /Evicted: The node was low on resource: memory/,
    { reason: 'Evicted', phase: 'Failed', message: 'The node was low on resource: memory.' },
  ],
  [
    'POD_EVICTED',
    /EvictionByEvictionAPI: Eviction API: evicting/,
    {
      conditions: [
        {
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'EvictionByEvictionAPI',
          message: 'Eviction API: evicting',
        },
      ],
    },
  ],
  ['NODE_LOST', /node-1/, { reason: 'NodeLost', phase: 'Unknown' }],
] as const)('%s: %s', (code, words, status) => {
  const fault = podFault(seen(status as V1Pod['status']), of);
  expect(fault).toMatchObject({ code, message: expect.stringMatching(words) });
});

test('a container that cannot start is not out of memory where it has no limit', () => {
  const message = 'failed to receive. "waiting for intermediate process". BrokenChannel';
  const status = container({ terminated: { reason: 'StartError', exitCode: 128, message } });
  const options = { ...of.options, memory: undefined };
  expect(podFault(seen(status as V1Pod['status']), { ...of, options })).toMatchObject({
    code: 'CONTAINER_FAILED',
  });
});

test.each([
  [container({ running: {} })],
  [container({ waiting: { reason: 'ContainerCreating' } })],
  [{ phase: 'Pending' }],
])('a pod that comes or is there is no fault: %j', (status) => {
  expect(podFault(seen(status), of)).toBeUndefined();
});

const refused = (message: string): Seen => ({
  pod: undefined,
  events: [],
  deployment: {
    status: { conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }] },
  },
});

test('a pod that a quota refuses is told by the words of the quota, one that a policy refuses by those of the policy', () => {
  const quota =
    'pods "server-1" is forbidden: exceeded quota: small, requested: limits.cpu=100m, used: limits.cpu=0, limited: limits.cpu=50m';
  expect(podFault(refused(quota), of)).toMatchObject({
    code: 'QUOTA_EXCEEDED',
    message: expect.stringContaining(quota),
  });
  const policy =
    'pods "server-1" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true';
  expect(podFault(refused(policy), of)).toMatchObject({
    code: 'CLUSTER_REFUSED',
    message: expect.stringContaining(policy),
  });
});

test("a pod that no node takes is told by the scheduler's words", () => {
  const message = '0/1 nodes are available: 1 Insufficient cpu.';
  const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
  expect(unscheduled(seen({ conditions }), of)).toMatchObject({
    code: 'POD_UNSCHEDULABLE',
    message: expect.stringContaining(message),
  });
});
