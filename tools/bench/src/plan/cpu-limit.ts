import { type BenchOptions, durationMs } from '../schema/options.ts';
import type { ServerCpuLimit } from '../schema/round.ts';
import { parseCpuList } from '../system/cpu-list.ts';

/** The tighter of the limits that the options set, on a machine of so many CPUs; nothing where they set none below those. */
export function cpuLimitOf(
  { cpus: quota, cpuPeriod, cpuset }: Pick<BenchOptions, 'cpus' | 'cpuPeriod' | 'cpuset'>,
  cpus: number,
): { cpuLimit?: ServerCpuLimit } {
  const allowed = cpuset === undefined ? cpus : parseCpuList(cpuset).length;
  if (quota !== undefined && quota < allowed)
    return { cpuLimit: { by: 'quota', cores: quota, periodMs: durationMs(cpuPeriod) } };
  return allowed < cpus ? { cpuLimit: { by: 'cpuset', cores: allowed } } : {};
}
