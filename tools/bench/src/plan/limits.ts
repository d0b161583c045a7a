import { BenchError } from '../errors/bench-error.ts';
import { type BenchOptions, durationMs, LEAST_QUOTA_MICROS, quotaMicros } from '../schema/options.ts';
import type { LimitLeftOut } from '../schema/provenance.ts';
import { parseCpuList } from '../system/cpu-list.ts';
import { parseOptions } from './parse-options.ts';

/** The options of one server within each of its CPU limits. */
export interface AtLimits {
  /** One for each limit, the tightest first. */
  readonly options: readonly BenchOptions[];
  /** Whether `cpus` was given as a list. */
  readonly isList: boolean;
  /** Those of the list that are no limit here. */
  readonly leftOut: readonly LimitLeftOut[];
}

/**
 * A list of limits in the option `cpus`, apart. Where the period is too short for a limit, as the kernel grants 1 ms at least, that limit
 * has the shortest period that is long enough: a list has one `cpuPeriod` for limits that need different ones.
 * @param machineCpus how many CPUs a server may use here without a limit
 * @throws INVALID_OPTION also where no limit of the list leaves a CPU to spare
 */
export function atEachLimit(server: string, given: unknown, machineCpus: number): AtLimits {
  const list = limitsIn(given);
  if (list === undefined) return { options: [parseOptions(server, given)], isList: false, leftOut: [] };
  const { cpuPeriod, cpuset } = parseOptions(server, { ...(given as object), cpus: undefined });
  const allowed = Math.min(machineCpus, cpuset === undefined ? machineCpus : parseCpuList(cpuset).length);
  const all = list
    .map((cpus) =>
      parseOptions(server, { ...(given as object), cpus, cpuPeriod: periodFor(cpus, cpuPeriod) }),
    )
    .sort((one, other) => one.cpus! - other.cpus!);
  const options = all.filter(({ cpus }, index) => cpus! < allowed && cpus !== all[index - 1]?.cpus);
  const leftOut = all
    .filter(({ cpus }) => cpus! >= allowed)
    .map(({ cpus }) => ({ cpus: cpus!, reason: `no limit where a server may use ${allowed} CPUs at most` }));
  if (options.length > 0) return { options, isList: true, leftOut };
  throw new BenchError(
    'INVALID_OPTION',
    `${server}: option "cpus": expected a limit below the ${allowed} CPUs that a server may use here, found ${list.join(', ')}`,
    'Add a lower one, such as 0.1.',
  );
}

/** As a list, or as the text that the command line gives: `0.05,0.1`. */
function limitsIn(given: unknown): unknown[] | undefined {
  if (typeof given !== 'object' || given === null || !('cpus' in given)) return undefined;
  const { cpus } = given;
  if (typeof cpus === 'string' && cpus.includes(',')) return cpus.split(',').map(asNumber);
  return Array.isArray(cpus) ? cpus.map(asNumber) : undefined;
}

function asNumber(limit: unknown): unknown {
  return typeof limit === 'string' && limit.trim() !== '' && !Number.isNaN(Number(limit))
    ? Number(limit)
    : limit;
}

/** The kernel's longest period of a quota. */
const LONGEST_PERIOD_MS = 1000;

function periodFor(cpus: unknown, given: string): string {
  if (typeof cpus !== 'number' || !(cpus > 0)) return given;
  let periodMs = durationMs(given);
  while (quotaMicros(cpus, `${periodMs}ms`) < LEAST_QUOTA_MICROS && periodMs < LONGEST_PERIOD_MS) {
    periodMs = Math.min(LONGEST_PERIOD_MS, Math.floor(periodMs) + 1);
  }
  return periodMs === durationMs(given) ? given : `${periodMs}ms`;
}
