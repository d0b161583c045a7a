import type { V1Pod, V1PodCondition } from '@kubernetes/client-node';

/** Reasons of a waiting container that no wait mends, of the kubelet (pkg/kubelet/images/types.go, container/sync_result.go). */
const imageFaults = [
  'ErrImageNeverPull',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
];
const containerFaults = ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'];

export interface Reason {
  readonly reason: string;
  readonly message: string | undefined;
}

/** Why a pod of one container was taken off its node, or is about to be; undefined as long as nothing says so. */
export function evictionOf({ status }: V1Pod): Reason | undefined {
  const disruption = status?.conditions?.find(
    ({ type, status }) => type === 'DisruptionTarget' && status === 'True',
  );
  if (status?.reason !== 'Evicted' && disruption === undefined) return undefined;
  return { reason: disruption?.reason ?? 'Evicted', message: disruption?.message ?? status?.message };
}

/** Why its image is not on the node, and will not be. */
export const imageFaultOf = (pod: V1Pod) => waitingFor(pod, imageFaults);

/** Why the node cannot run its container. */
export const containerFaultOf = (pod: V1Pod) => waitingFor(pod, containerFaults);

function waitingFor({ status }: V1Pod, reasons: readonly string[]): Reason | undefined {
  const { reason = '', message } = status?.containerStatuses?.[0]?.state?.waiting ?? {};
  return reasons.includes(reason) ? { reason, message } : undefined;
}

/** Where no node has taken it: why. */
export const unscheduledBy = (pod: V1Pod | undefined): V1PodCondition | undefined =>
  pod?.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');

export const isReady = ({ status }: V1Pod) =>
  status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

export const isScheduled = ({ spec }: V1Pod) => spec?.nodeName !== undefined;

export const hasStarted = (pod: V1Pod | undefined) =>
  pod?.status?.containerStatuses?.[0]?.state?.running !== undefined;
