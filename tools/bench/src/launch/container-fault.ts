import { readFile } from 'node:fs/promises';
import { BenchError } from '../errors/bench-error.ts';
import { type Cgroup, cgroupOf } from '../system/cgroup/cgroup.ts';
import { proportionalMemory } from '../system/process/proportional-memory.ts';
import type { LaunchSpec, RunningServer } from './launcher.ts';

/** The kernel killed a server, or a part of it; `output` is the end of the message. */
export function outOfMemory({ server, options }: LaunchSpec, output: string): BenchError {
  return new BenchError(
    'OUT_OF_MEMORY',
    `${server}: the kernel killed a process of the server at its memory limit (option "memory": ${options.memory ?? 'not set'})${output}`,
    'Raise "memory", unless the limit is what you measure.',
  );
}

/**
 * The engine went away in mid-run, and its container with it.
 * @param runner what answered before: `docker 28.0.1`
 */
export function engineLost(server: string, runner: string, output = ''): BenchError {
  return new BenchError(
    'ENGINE_LOST',
    `${server}: expected an answer of ${runner}, which ran this container, found that it does not answer any more${output}`,
    'Look into its own log, start it again, and run again: the next run removes what is left of the container and says so.',
  );
}

/** The cgroup of a container's process; a pid of an engine elsewhere may be another program's here. */
export async function containerCgroup(pid: number, id: string): Promise<Cgroup | undefined> {
  const membership = await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '');
  return id !== '' && membership.includes(id) ? cgroupOf(pid) : undefined;
}

/** A container's account is its cgroup. */
export function countedBy(
  cgroup: Cgroup,
): Pick<RunningServer, 'account' | 'anonymousBytes' | 'proportionalMemory' | 'throttling' | 'usage'> {
  const { version, usage, throttling, anonymousBytes, pids } = cgroup;
  return {
    account: { kind: 'cgroup', version, cannotSee: [] },
    usage,
    proportionalMemory: proportionalMemory(pids),
    throttling,
    anonymousBytes,
  };
}

/** @param runner what has to be on the bench's own machine: `the engine`, `containerd` */
export function noCgroup(server: string, pid: number | undefined, runner: string): BenchError {
  return new BenchError(
    'CGROUP_UNREADABLE',
    `${server}: expected the cgroup of the container's process ${pid} in /proc and /sys/fs/cgroup, found none`,
    `Run the bench where ${runner} runs, not in another container or VM: CPU and memory are read from the cgroup.`,
  );
}
