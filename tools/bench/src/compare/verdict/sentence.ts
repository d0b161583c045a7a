import { confidenceInPercent } from '../../schema/figure.ts';
import { figures } from '../../schema/figures/entries.ts';
import type { ComparedServer, FigureVerdict } from '../../schema/revision-comparison.ts';
import { isUntold, leadingOf, underWorkload } from './leading.ts';

/** "Go is slower: 1.05 times the CPU per request of base (99.2 % interval 1.03–1.07, 12 rounds)." */
export function sentenceOf(
  label: string,
  verdict: ComparedServer['verdict'],
  compared: readonly FigureVerdict[],
): string {
  const leading = leadingOf(compared);
  const telling = tellingOf(verdict, compared, leading);
  if (telling === undefined) return `${label}: no figure is compared.`;
  const noun = nounOf(telling);
  const other = compared.filter(
    (figure) => figure !== telling && figure.state === 'measured' && figure.verdict === 'cannot tell',
  );
  const untold = other.length > 0 ? ` Not told: ${other.map(nounOf).join(', ')}.` : '';
  if (telling.state === 'unavailable') return `${label}: cannot tell: ${noun}: ${telling.reason}.${untold}`;
  const ratio = `${factor(telling.ratio)} times the ${noun} of base${evidence(telling)}`;
  switch (verdict) {
    case 'slower':
    case 'faster':
      return `${label} is ${verdict}: ${ratio}.${untold}`;
    case 'no difference':
      return `${label}: no difference beyond ±${beyond(telling)} in ${noun}${evidence(telling)}.${untold}`;
    case 'cannot tell':
      return `${label}: cannot tell: ${ratio}.${seen(telling)}${untold}`;
  }
}

/** The figure that the verdict on the server is of. */
function tellingOf(
  verdict: ComparedServer['verdict'],
  compared: readonly FigureVerdict[],
  leading: readonly FigureVerdict[],
): FigureVerdict | undefined {
  if (verdict === 'slower' || verdict === 'faster') {
    return compared.find((figure) => figure.state !== 'unavailable' && figure.verdict === verdict);
  }
  if (verdict === 'cannot tell') return leading.find(isUntold);
  // What is said of the one that could hide most holds for all.
  return [...leading].sort((one, other) => reachOf(other) - reachOf(one))[0];
}

const nounOf = (figure: FigureVerdict) => `${figures[figure.figure].noun}${underWorkload(figure)}`;

function evidence(figure: FigureVerdict): string {
  if (figure.state !== 'measured') return '';
  const { low, high, confidence, rounds } = figure;
  return ` (${confidenceInPercent(confidence)} % interval ${factor(low)}–${factor(high)}, ${rounds} rounds)`;
}

/** How far the interval reaches from 1, which is what was excluded: rounded up, as a change of a few bytes is not ±0.0 %. */
export function beyond(figure: Exclude<FigureVerdict, { state: 'unavailable' }>): string {
  return percent(Math.ceil(Number((reachOf(figure) * 1000).toFixed(6))) / 1000);
}

function reachOf(figure: FigureVerdict): number {
  if (figure.state === 'unavailable') return 0;
  const [low, high] = figure.state === 'measured' ? [figure.low, figure.high] : [figure.ratio, figure.ratio];
  return Math.max(high - 1, 1 / low - 1, 0);
}

function seen(figure: FigureVerdict): string {
  if (figure.state !== 'measured') return '';
  if (figure.doubt !== undefined) return ` ${figure.doubt}`;
  return figure.seenFrom === undefined
    ? ' So few rounds cannot show a change.'
    : ` So many rounds see a change from about ${percent(figure.seenFrom)} on.`;
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;

/** Three decimals near 1, where a comparison is about percents. */
export function factor(ratio: number): string {
  if (ratio >= 0.5 && ratio < 2) return ratio.toFixed(3);
  return ratio.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}
