import { comparedFigures } from '../analyse/compared-figure.ts';
import { confidenceInPercent } from '../schema/figure.ts';
import { nameAtLimit } from '../text/format.ts';
import type { Change, ComparedChange } from './change.ts';

/** A line for each change: what, by how much, and within which limit. */
export function renderChanges(changes: readonly Change[]): string {
  return changes.map(renderChange).join('\n');
}

function renderChange(change: Change): string {
  const { label, cpus, scenario, figure } = change;
  const what = [nameAtLimit(label, cpus), scenario, figure && comparedFigures[figure].noun]
    .filter((part) => part)
    .join(', ');
  if (change.state !== 'compared') return `${change.state.padEnd(12)}  ${what}: ${change.reason}`;
  const { ratio, low, high, confidence, threshold, verdict } = change;
  return (
    `${verdict.padEnd(12)}  ${what}: ${signedPercent(ratio)} (${confidenceInPercent(confidence)} % interval ${signedPercent(low)} to ` +
    `${signedPercent(high)}, limit ${(threshold * 100).toFixed(0)} %)${blindness(change)}${memory(change)}`
  );
}

function memory({ memoryReadNs }: ComparedChange): string {
  if (memoryReadNs === undefined) return '';
  const [then, now] = [memoryReadNs.then, memoryReadNs.now].map(Math.round);
  return `; a read of memory took ${now} ns, ${then} then, which may be why: suite:compare measures both in one run`;
}

/** An interval that reaches beyond the limit says that the rounds were too few or too noisy to tell. */
function blindness({ figure, verdict, low, high, threshold }: ComparedChange): string {
  const worst = comparedFigures[figure].better === 'lower' ? high : 1 / low;
  if (verdict !== 'unchanged' || worst <= 1 + threshold) return '';
  return '; a change beyond the limit is not excluded: more rounds would tell';
}

function signedPercent(ratio: number): string {
  const percent = (ratio - 1) * 100;
  return `${percent >= 0 ? '+' : '−'}${Math.abs(percent).toFixed(1)} %`;
}
