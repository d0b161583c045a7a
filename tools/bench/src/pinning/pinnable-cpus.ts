import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { platform } from 'node:process';
import { allowedCpus } from '../system/allowed-cpus.ts';
import { formatCpuList } from '../system/cpu-list.ts';
import { onCpus } from './taskset.ts';

/** The CPUs that we may use, those of a core together, or why none can be given to a program. */
export type PinnableCpus = { state: 'cores'; cores: number[][] } | { state: 'none'; reason: string };

export function readPinnableCpus(): PinnableCpus {
  if (platform !== 'linux')
    return { state: 'none', reason: `${platform} has no CPU affinity that is enforced` };
  const allowed = allowedCpus();
  // Tried and not only looked for: a sandbox may forbid sched_setaffinity(2).
  const [program, args] = onCpus(formatCpuList(allowed), 'true', []);
  const tried = spawnSync(program, args, { encoding: 'utf8' });
  if (tried.error) return { state: 'none', reason: 'there is no taskset (util-linux) on PATH' };
  if (tried.status !== 0) return { state: 'none', reason: `taskset fails: ${tried.stderr.trim()}` };
  return { state: 'cores', cores: coresOf(allowed, readTopology) };
}

export interface CpuTopology {
  package: number;
  /** List of the CPUs that are threads of the same core, itself among them. */
  siblings: string;
}

/** The CPUs by core, in the order of packages. One whose topology is not shown counts as a core of its own. */
export function coresOf(
  cpus: readonly number[],
  topologyOf: (cpu: number) => CpuTopology | undefined,
): number[][] {
  const cores = new Map<string, { package: number; cpus: number[] }>();
  for (const cpu of cpus) {
    const topology = topologyOf(cpu) ?? { package: 0, siblings: String(cpu) };
    const core = cores.get(topology.siblings) ?? { package: topology.package, cpus: [] };
    core.cpus.push(cpu);
    cores.set(topology.siblings, core);
  }
  return [...cores.values()]
    .sort((a, b) => a.package - b.package || a.cpus[0]! - b.cpus[0]!)
    .map((core) => core.cpus);
}

/** Documentation/admin-guide/cputopology.rst. */
function readTopology(cpu: number): CpuTopology | undefined {
  const read = (name: string) =>
    readFileSync(`/sys/devices/system/cpu/cpu${cpu}/topology/${name}`, 'utf8').trim();
  try {
    return { package: Number(read('physical_package_id')), siblings: read('thread_siblings_list') };
  } catch {
    return undefined;
  }
}
