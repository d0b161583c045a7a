import type { EffectSize } from '../schema/comparison.ts';
import { confidenceInPercent } from '../schema/figure.ts';
import { comparedFigures } from './compared-figure.ts';

type Effect = Omit<Extract<EffectSize, { state: 'known' }>, 'sentence'>;

/** What may be quoted of a comparison. It asserts a difference only where the verdict does. */
export function effectSentence(effect: Effect, subject: string, reference: string): string {
  const { figure, ratio, low, high, confidence, rounds, verdict, comparisons = 1, noiseFloor } = effect;
  const { verb, noun } = comparedFigures[figure];
  const interval = `${confidenceInPercent(confidence)} % interval ${factor(low)}–${factor(high)}, ${rounds} rounds`;
  const measured = `(ratio ${factor(ratio)}, ${interval})`;
  if (verdict === 'undecided') {
    return `Whether ${subject} and ${reference} differ in ${noun} is undecided: ${rounds} rounds are too few for 95 % ${measured}.`;
  }
  if (verdict === 'different') {
    const claim = `${subject} ${verb} ${factor(ratio)} times the ${noun} of ${reference} (${interval}).`;
    return noiseFloor ? `${claim} ${noiseSentence(noiseFloor)}` : claim;
  }
  const alone = low > 1 || high < 1;
  const counted = alone ? `, counted as one of ${comparisons} comparisons with ${reference}` : '';
  return `${subject} and ${reference} are not shown to differ in ${noun}${counted} ${measured}.`;
}

function noiseSentence({ share, above }: { share: number; above: boolean }): string {
  const floor = `this machine's noise floor, ${(share * 100).toFixed(1)} %`;
  return above
    ? `That is above ${floor}.`
    : `That is within ${floor}, by which a server differed from itself: do not rely on it.`;
}

function factor(ratio: number): string {
  return ratio.toLocaleString(
    'en-US',
    ratio < 10 ? { maximumFractionDigits: 2, minimumFractionDigits: 2 } : { maximumSignificantDigits: 3 },
  );
}
