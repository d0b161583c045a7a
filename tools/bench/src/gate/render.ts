import { comparedFigures } from '../analyse/compared-figure.ts';
import type { Change } from './change.ts';

/** A line for each change: what, by how much, and within which limit. */
export function renderChanges(changes: readonly Change[]): string {
  return changes.map(renderChange).join('\n');
}

function renderChange(change: Change): string {
  const what = `${change.label}, ${change.scenario}, ${comparedFigures[change.figure].noun}`;
  if (change.state === 'not compared') return `not compared  ${what}: ${change.reason}`;
  const { ratio, low, high, threshold, verdict } = change;
  return (
    `${verdict.padEnd(12)}  ${what}: ${signedPercent(ratio)} (95 % interval ${signedPercent(low)} to ` +
    `${signedPercent(high)}, limit ${(threshold * 100).toFixed(0)} %)${blindness(change)}`
  );
}

/** An interval that reaches beyond the limit says that the rounds were too few or too noisy to tell. */
function blindness({ figure, verdict, low, high, threshold }: Change & { state: 'compared' }): string {
  const worst = comparedFigures[figure].better === 'lower' ? high : 1 / low;
  if (verdict !== 'unchanged' || worst <= 1 + threshold) return '';
  return '; a change beyond the limit is not excluded: more rounds would tell';
}

function signedPercent(ratio: number): string {
  const percent = (ratio - 1) * 100;
  return `${percent >= 0 ? '+' : '−'}${Math.abs(percent).toFixed(1)} %`;
}
