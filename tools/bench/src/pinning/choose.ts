import { BenchError } from '../errors/bench-error.ts';
import type { BenchOptions } from '../schema/options.ts';
import type { Pinning, PinningNoise, Unpinned } from '../schema/pinning.ts';
import { formatCpuList } from '../system/cpu-list.ts';
import type { PinnableCpus } from './pinnable-cpus.ts';

export interface PinningFacts {
  readonly cpus: PinnableCpus;
  /** What this machine's noise file says; undefined when there is none. */
  readonly measured: PinningNoise | undefined;
}

export type PinningOptions = Pick<BenchOptions, 'pinning' | 'launcher' | 'cpuset'>;

const fewestCores = 2;

/** Whether the server and its generator get CPUs of their own. @throws PINNING_UNSUPPORTED with `on` where they cannot */
export function choosePinning(server: string, options: PinningOptions, facts: PinningFacts): Pinning {
  if (options.pinning === 'off') return { state: 'unpinned', because: { code: 'option' } };
  const obstacle = obstacleToPinning(options, facts.cpus);
  if (options.pinning === 'on') {
    if (obstacle) throw refused(server, obstacle);
    return { state: 'pinned', ...shares(facts.cpus), because: { code: 'option' } };
  }
  if (obstacle) return { state: 'unpinned', because: obstacle };
  const { measured } = facts;
  if (measured?.state !== 'measured') return { state: 'unpinned', because: { code: 'not-measured' } };
  const { coefficientOfVariation } = measured;
  return measured.helps
    ? {
        state: 'pinned',
        ...shares(facts.cpus),
        because: { code: 'measured-to-help', coefficientOfVariation },
      }
    : { state: 'unpinned', because: { code: 'not-measured-to-help', coefficientOfVariation } };
}

type Obstacle = Extract<Unpinned['because'], { code: 'unsupported' | 'too-few-cores' }>;

/** What stands in the way, whatever was measured. */
export function obstacleToPinning(
  { launcher, cpuset }: Pick<PinningOptions, 'launcher' | 'cpuset'>,
  cpus: PinnableCpus,
): Obstacle | undefined {
  const unsupported = (reason: string) => ({ code: 'unsupported' as const, reason });
  if (launcher === 'containerd' || launcher === 'kubernetes')
    return unsupported(`the launcher ${launcher} does not pin`);
  if (cpuset !== undefined) return unsupported(`option "cpuset" gives the server its CPUs (${cpuset})`);
  if (cpus.state === 'none') return unsupported(cpus.reason);
  const cores = cpus.cores.length;
  return cores < fewestCores ? { code: 'too-few-cores', cores } : undefined;
}

/**
 * Half of the cores each, whole cores, since two threads of one core slow each other down. The generator has the odd one, as a
 * request costs it more than a good server, and the first ones, as the kernel's own work is mostly on CPU 0.
 */
function shares(cpus: PinnableCpus): { serverCpus: string; generatorCpus: string } {
  const cores = cpus.state === 'cores' ? cpus.cores : [];
  const generators = Math.ceil(cores.length / 2);
  return {
    serverCpus: formatCpuList(cores.slice(generators).flat()),
    generatorCpus: formatCpuList(cores.slice(0, generators).flat()),
  };
}

function refused(server: string, obstacle: Obstacle): BenchError {
  const found =
    obstacle.code === 'too-few-cores'
      ? `${obstacle.cores} that this process may use`
      : `that ${obstacle.reason}`;
  return new BenchError(
    'PINNING_UNSUPPORTED',
    `${server}: option "pinning" is "on": expected ${fewestCores} cores or more to share between server and generator, found ${found}`,
    'Set pinning to "auto", which says in the result why it did not pin, or to "off".',
  );
}
