import { comparedFigures } from '../analyse/compared-figure.ts';
import type { ComparedFigureName } from '../schema/compared-figure.ts';
import type { NoiseOfFigure } from '../schema/noise.ts';

/** A line for each figure: how far the same thing lay apart. */
export function renderNoise(figures: Partial<Record<ComparedFigureName, NoiseOfFigure>>): string {
  const lines = Object.entries(figures).map(([name, noise]) => {
    const between = noise.betweenRuns
      ? `, between runs ${percent(noise.betweenRuns.median)} (at most ${percent(noise.betweenRuns.greatest)})`
      : '';
    const needed = Object.entries(noise.roundsToShow)
      .map(([size, rounds]) => `${size} takes ${rounds} rounds`)
      .join(', ');
    return (
      `${comparedFigures[name as ComparedFigureName].noun}: within a run ${percent(noise.withinRun.median)} (at most ` +
      `${percent(noise.withinRun.greatest)})${between}; called different in ${noise.calledDifferent} of ${noise.decided} trials; a difference of ${needed}`
    );
  });
  return ['The server against itself, median over trials:', ...lines].join('\n');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
