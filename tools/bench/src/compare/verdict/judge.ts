import { median } from 'simple-statistics';
import { shareSeen } from '../../analyse/statistics/rounds-needed.ts';
import { pairedShift } from '../../analyse/statistics/signed-rank.ts';
import type { MeasuredFigure } from '../../schema/revision-comparison.ts';

const FAMILY_ERROR = 0.05;

/** The confidence of each interval, so that all of them hold together in 95 of 100 runs (Bonferroni). */
export const confidenceFor = (tests: number): number => 1 - FAMILY_ERROR / tests;

/** Of pairs, below which not even the widest interval has that confidence: all signs alike are 2 of 2^n. */
export const fewestRounds = (tests: number): number => Math.ceil(1 + Math.log2(tests / FAMILY_ERROR));

export type Verdict = MeasuredFigure['verdict'];

/**
 * Slower or faster is what the interval shows, unless it shows as well that the change is smaller than what matters. No difference is
 * an interval that reaches nowhere beyond what matters; what does, and holds 1 too, cannot tell.
 * @param better which way the figure is better
 */
export function verdictOf(
  { low, high }: { low: number; high: number },
  threshold: number,
  better: 'lower' | 'higher',
): Verdict {
  const [least, most] = better === 'lower' ? [low, high] : [1 / high, 1 / low];
  const limit = 1 + threshold;
  if (most <= limit && least >= 1 / limit) return 'no difference';
  if (least > 1) return 'slower';
  if (most < 1) return 'faster';
  return 'cannot tell';
}

export interface Paired {
  readonly base: ReadonlyMap<number, number>;
  readonly head: ReadonlyMap<number, number>;
}

/** ln(head / base) of each round that both have; a round of 0 has none. */
export function logRatiosOf({ base, head }: Paired): number[] {
  return [...head].flatMap(([round, value]) => {
    const logRatio = Math.log(value / (base.get(round) ?? Number.NaN));
    return Number.isFinite(logRatio) ? [logRatio] : [];
  });
}

export type Judged = Pick<
  MeasuredFigure,
  'verdict' | 'base' | 'head' | 'ratio' | 'low' | 'high' | 'confidence' | 'rounds' | 'threshold' | 'seenFrom'
>;

/** The figure of both sides, paired by round; undefined where no round has it on both. */
export function judge(
  paired: Paired,
  { threshold, better, tests }: { threshold: number; better: 'lower' | 'higher'; tests: number },
): Judged | undefined {
  const logRatios = logRatiosOf(paired);
  if (logRatios.length === 0) return undefined;
  const asked = confidenceFor(tests);
  const shift = pairedShift(logRatios, asked);
  const interval = { low: Math.exp(shift.low), high: Math.exp(shift.high) };
  const seenFrom = shareSeen(logRatios, asked);
  // With few rounds the widest interval there is has less confidence than a verdict needs.
  const sure = shift.confidence >= asked - 1e-9;
  return {
    verdict: sure ? verdictOf(interval, threshold, better) : 'cannot tell',
    base: median([...paired.base.values()]),
    head: median([...paired.head.values()]),
    ratio: Math.exp(shift.estimate),
    ...interval,
    confidence: shift.confidence,
    rounds: logRatios.length,
    threshold,
    ...(seenFrom !== undefined && { seenFrom }),
  };
}

/** Whether the interval is within `precision` to both sides of its estimate, at the confidence that a verdict takes. */
export function isPrecise(logRatios: readonly number[], precision: number, tests: number): boolean {
  if (logRatios.length < fewestRounds(tests)) return false;
  const { estimate, low, high } = pairedShift(logRatios, confidenceFor(tests));
  return Math.max(estimate - low, high - estimate) <= Math.log1p(precision);
}
