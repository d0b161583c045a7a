import { BenchError } from '../errors/bench-error.ts';
import { durationMs } from '../schema/options.ts';
import type { CgroupFolders } from '../system/cgroup/cgroup.ts';
import { setCpuQuota } from '../system/cgroup/limits.ts';
import type { LaunchSpec, RunningServer } from './launcher.ts';

/** How a quota is changed whose cgroup we may write. */
export function limitedBy(
  folders: CgroupFolders,
  { server, options }: LaunchSpec,
): Pick<RunningServer, 'setCpuLimit'> {
  if (options.cpus === undefined) return {};
  const periodMicros = durationMs(options.cpuPeriod) * 1000;
  return {
    setCpuLimit: async (cores) => {
      try {
        setCpuQuota(folders, cores === undefined ? undefined : { cores, periodMicros });
      } catch (error) {
        throw limitUnsupported(server, (error as Error).message);
      }
    },
  };
}

/** A limit that is not enforced would be a false statement in the result. */
export function limitUnsupported(server: string, reason: string): BenchError {
  return new BenchError(
    'LIMIT_UNSUPPORTED',
    `${server}: expected to enforce the options "cpus", "cpuPeriod", "cpuset", "memory", found that this cannot be done here: ${reason}`,
    'Run the bench as root, or by: systemd-run --user --scope -p Delegate=yes npx nx …; or add --launcher=docker, or leave the limits out.',
  );
}
