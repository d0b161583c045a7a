import type { V1Pod } from '@kubernetes/client-node';
import { type Cgroup, cgroupOf } from '../../system/cgroup/cgroup.ts';
import { allPids, readProc } from '../../system/process/proc.ts';

/**
 * The cgroup of the pod's container, where its node is this machine and this user sees its processes. The kubelet does not tell how
 * long a container was throttled; its cgroup does.
 */
export function localCgroup({ status }: V1Pod): Cgroup | undefined {
  const id = status?.containerStatuses?.[0]?.containerID?.replace(/^\w+:\/\//, '');
  if (!id) return undefined;
  const pid = allPids().find((each) => readProc(each, 'cgroup')?.includes(id));
  return pid === undefined ? undefined : cgroupOf(pid);
}
