import { BenchError } from '../../errors/bench-error.ts';
import { durationMs, memoryBytes } from '../../schema/options.ts';
import { type Cgroup, cgroupAt } from '../../system/cgroup/cgroup.ts';
import { setCpuQuota, setMemoryLimit } from '../../system/cgroup/limits.ts';
import { type Controller, enterCgroup, foldersIn, makeCgroup } from '../../system/cgroup/make.ts';
import { removeCgroup } from '../../system/cgroup/remove.ts';
import type { LaunchSpec } from '../launcher.ts';
import { limitUnsupported } from '../limits.ts';

/** By it a leftover one is known to be ours. */
export const cgroupName = (mark: string) => `wasi-bench-${mark}`;

/**
 * Makes a cgroup of the server's own, under the limits of the options; undefined where none can be made and none is needed.
 * @throws LIMIT_UNSUPPORTED where the options set limits that cannot be enforced, CGROUP_UNAVAILABLE where `account` asks for
 * one that cannot be made
 */
export function makeServerCgroup(
  { server, options }: Pick<LaunchSpec, 'server' | 'options'>,
  mark: string,
): Cgroup | undefined {
  const { cpus, cpuPeriod, memory, account } = options;
  const controllers: Controller[] = [
    ...(cpus === undefined ? [] : (['cpu'] as const)),
    ...(memory === undefined ? [] : (['memory'] as const)),
  ];
  if (account === 'process' && controllers.length === 0) return undefined;
  const made = makeCgroup(cgroupName(mark), controllers);
  if (made.state === 'none') {
    if (controllers.length > 0) throw limitUnsupported(server, made.reason);
    if (account === 'cgroup') throw unavailable(server, made.reason);
    return undefined;
  }
  try {
    if (cpus !== undefined)
      setCpuQuota(made.folders, { cores: cpus, periodMicros: durationMs(cpuPeriod) * 1000 });
    if (memory !== undefined) setMemoryLimit(made.folders, memoryBytes(memory));
  } catch (error) {
    removeCgroup(foldersIn(made.folders));
    throw limitUnsupported(server, (error as Error).message);
  }
  return cgroupAt(made.folders);
}

/** Puts the process that becomes the server into it. @throws CGROUP_UNAVAILABLE */
export function enterServerCgroup(server: string, { folders }: Cgroup, pid: number): void {
  try {
    enterCgroup(folders, pid);
  } catch (error) {
    throw unavailable(server, `${foldersIn(folders).join(', ')}: ${(error as Error).message}`);
  }
}

function unavailable(server: string, reason: string): BenchError {
  return new BenchError(
    'CGROUP_UNAVAILABLE',
    `${server}: expected to make a cgroup for the server, found that none can be made here: ${reason}`,
    'Run the bench as root, or by: systemd-run --user --scope -p Delegate=yes npx nx …; or count without one by --account=process.',
  );
}
