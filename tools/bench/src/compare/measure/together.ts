import { parseOptions } from '../../plan/parse-options.ts';
import { allowedCpus } from '../../system/allowed-cpus.ts';
import { type SideName, sides } from './sides.ts';

/** What both sides of a server may take of the machine together, so that the generators have as much. */
const SHARE_OF_CPUS = 0.5;

export const sidesModes = ['auto', 'together', 'in-turn'] as const;

/**
 * Whether base and head of a server run at the same time: what the machine does meanwhile is then done to both of them. They can
 * where each has a CPU limit that leaves room for the other, and neither has anything that there is only one of: a fixed port, or
 * what runs beside it.
 */
export function runTogether(
  optionsBySide: Readonly<Record<SideName, Record<string, unknown>>>,
  asked: (typeof sidesModes)[number],
  cpus = allowedCpus().length,
): boolean {
  if (asked !== 'auto') return asked === 'together';
  const parsed = sides.map((side) => parseOptions('', optionsBySide[side]));
  const takes = parsed.reduce((sum, options) => sum + (options.cpus ?? cpus), 0);
  return (
    takes <= SHARE_OF_CPUS * cpus &&
    parsed.every(({ port, dependencies }) => port === undefined && dependencies.length === 0)
  );
}
