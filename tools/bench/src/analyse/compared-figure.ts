import { allFigures, type ComparedFigureName } from '../schema/figures/registry.ts';
import type { RankedFigure } from '../schema/finding.ts';
import type { MeasuredRound } from '../schema/round.ts';

/** A figure that servers can be compared by, round by round. */
export interface ComparedFigure {
  /** NaN where the round has no such figure. */
  read: (round: MeasuredRound) => number;
  better: 'lower' | 'higher';
  /** What a finding has to invalidate for the figure to mean nothing. */
  rankedAs: RankedFigure;
  /** "Go ‹verb› 1.9 times the ‹noun› of Node". */
  verb: string;
  noun: string;
}

/** Those of the registry that servers are compared by. */
export const comparedFigures = Object.fromEntries(
  allFigures.flatMap((definition) => {
    const { name, better, noun, ofRound } = definition;
    if (!definition.compared || !ofRound) return [];
    const compared: ComparedFigure = {
      read: (round) => ofRound(round) ?? Number.NaN,
      better,
      rankedAs: definition.invalidatedAs,
      verb: definition.compared.verb,
      noun,
    };
    return [[name, compared]];
  }),
) as Record<ComparedFigureName, ComparedFigure>;
