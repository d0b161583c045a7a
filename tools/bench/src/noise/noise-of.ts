import { median, quantile } from 'simple-statistics';
import { comparedFigures } from '../analyse/compared-figure.ts';
import { effectSize } from '../analyse/effect-size.ts';
import { measuredRoundsOf, pairedLogRatios } from '../analyse/paired-rounds.ts';
import { roundsNeeded } from '../analyse/statistics/rounds-needed.ts';
import { type ComparedFigureName, comparedFigureNames } from '../schema/compared-figure.ts';
import type { NoiseOfFigure } from '../schema/noise.ts';
import type { Result } from '../schema/result.ts';

/** The same server twice in one run. */
export type Trial = readonly [Result, Result];

/** What trials of a server against itself say about each figure; one that a finding made meaningless is left out. */
export function noiseOf(
  trials: readonly Trial[],
  scenario: string,
): Partial<Record<ComparedFigureName, NoiseOfFigure>> {
  return Object.fromEntries(
    comparedFigureNames.flatMap((figure) => {
      const noise = noiseOfFigure(trials, scenario, figure);
      return noise ? [[figure, noise]] : [];
    }),
  );
}

function noiseOfFigure(
  trials: readonly Trial[],
  scenario: string,
  figure: ComparedFigureName,
): NoiseOfFigure | undefined {
  const effects = trials.flatMap(([subject, reference]) => {
    const effect = effectSize({ subject, reference, scenario, figure });
    return effect.state === 'known' ? [effect] : [];
  });
  if (effects.length === 0) return undefined;
  const levels = trials.flatMap(([one]) => levelOf(one, scenario, figure));
  const between = levels.flatMap((level, index) =>
    levels.slice(index + 1).map((other) => distanceFromOne(level / other)),
  );
  const logRatios = trials.flatMap(([subject, reference]) =>
    pairedLogRatios({ subject, reference, scenario }, comparedFigures[figure].read),
  );
  return {
    roundsToShow: {
      '5 %': roundsNeeded(0.05, logRatios),
      '10 %': roundsNeeded(0.1, logRatios),
      '20 %': roundsNeeded(0.2, logRatios),
    },
    withinRun: spread(effects.map((effect) => distanceFromOne(effect.ratio))),
    ...(between.length > 0 && { betweenRuns: spread(between) }),
    calledDifferent: effects.filter((effect) => effect.verdict === 'different').length,
    decided: effects.filter((effect) => effect.verdict !== 'undecided').length,
  };
}

function levelOf(result: Result, scenario: string, figure: ComparedFigureName): number[] {
  const values = measuredRoundsOf(result, scenario).map(comparedFigures[figure].read);
  const level = values.length === 0 ? 0 : median(values);
  return level > 0 ? [level] : [];
}

/** 1.1 and 1/1.1 are both 0.1 away. */
function distanceFromOne(ratio: number): number {
  return Math.max(ratio, 1 / ratio) - 1;
}

/** Nine of ten. The greatest of all would grow with the number of trials. */
const UPPER_QUANTILE = 0.9;

function spread(distances: number[]): { median: number; upper: number; greatest: number } {
  return {
    median: median(distances),
    upper: quantile(distances, UPPER_QUANTILE),
    greatest: Math.max(...distances),
  };
}
