import { isNoisy } from '../../analyse/findings/noisy-round.ts';
import { shown } from '../../analyse/findings/verdict.ts';
import { measuredRoundsOf } from '../../analyse/paired-rounds.ts';
import type { FigureDefinition } from '../../schema/figures/definition.ts';
import type { Result } from '../../schema/result.ts';
import type { FigureSource } from './figures.ts';

/**
 * Why the rounds of both sides cannot show that they are alike, in a sentence; undefined where most of them were quiet, and for sizes. A
 * server that waits for a CPU finds several requests at once, of which each costs less, and the slower server more so: beside busy
 * programs 5 % more work was often measured as 1 to 3 %.
 */
export function disturbanceOf(
  { unit }: Pick<FigureDefinition, 'unit'>,
  source: FigureSource,
  results: readonly Result[],
): string | undefined {
  if (source.kind !== 'rounds' || unit === 'bytes') return undefined;
  const rounds = results.flatMap((result) => measuredRoundsOf(result, source.scenario));
  const noisy = rounds.filter(isNoisy);
  if (noisy.length * 2 <= rounds.length) return undefined;
  const foreign = noisy.reduce((sum, { machine }) => sum + machine.foreignCores, 0) / noisy.length;
  return `Other processes used ${shown(foreign)} of ${noisy[0]!.machine.cpus} cores, beside which a change shows smaller than it is: measure on a quiet machine.`;
}
