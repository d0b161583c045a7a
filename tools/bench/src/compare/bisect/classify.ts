export type Likeness = 'good' | 'bad' | 'unsure';

interface Ratio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Whether a candidate is like good or like bad, by its ratio to good and that of bad to good: halfway between the two on a scale of
 * logarithms it turns. Sure is what has its whole interval on one side.
 */
export function likeness({ low, high }: Ratio, whole: number): Likeness {
  const middle = Math.sqrt(whole);
  const [toBad, toGood] = whole > 1 ? [low > middle, high < middle] : [high < middle, low > middle];
  return toBad ? 'bad' : toGood ? 'good' : 'unsure';
}

/** How wide an interval may be to both sides, so that a candidate like either lies clear of the middle, as a share. */
export const precisionFor = (whole: number): number => Math.expm1(Math.abs(Math.log(whole)) / 3);
