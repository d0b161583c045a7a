import { comparedFigures } from '../analyse/compared-figure.ts';
import type { ComparedFigureName } from '../schema/compared-figure.ts';
import type { NoiseOfFigure } from '../schema/noise.ts';
import type { PinningNoise } from '../schema/pinning.ts';

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

/** Whether runs with pinning `auto` pin from now on, and by which figures. */
export function renderPinningNoise(noise: PinningNoise): string {
  if (noise.state === 'not-measured') return `Pinning was not measured: ${noise.reason}.`;
  const { pinned, unpinned } = noise.coefficientOfVariation;
  const { low, high } = noise.ratio;
  return (
    `Pinning: CPU per request varies by ${percent(pinned)} pinned and by ${percent(unpinned)} unpinned (coefficient of variation, ` +
    `${noise.rounds} rounds each; distances from the median in a ratio of ${low.toFixed(2)}–${high.toFixed(2)}): ` +
    (noise.helps
      ? 'it helps, so that "auto" pins here.'
      : 'not shown to help, so that "auto" does not pin here.')
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
