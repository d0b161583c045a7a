import { measuredRoundsOf } from '../analyse/paired-rounds.ts';
import { variationRatio } from '../analyse/statistics/variation-ratio.ts';
import type { PinningNoise } from '../schema/pinning.ts';
import type { Result } from '../schema/result.ts';

/**
 * Whether pinning makes the CPU per request vary less, from interleaved rounds with it and without. A lower figure alone is a coin's
 * toss on most machines, so that it has to be lower by more than chance.
 */
export function pinningNoiseOf(pinned: Result, unpinned: Result, scenario: string): PinningNoise {
  const [subject, reference] = [pinned, unpinned].map((result) =>
    measuredRoundsOf(result, scenario).map((round) => round.server.cpuMicrosPerRequest),
  ) as [number[], number[]];
  const { subject: withPinning, reference: without, ...ratio } = variationRatio(subject, reference);
  const lower = withPinning < without ? 'pinned' : 'unpinned';
  return {
    state: 'measured',
    rounds: Math.min(subject.length, reference.length),
    coefficientOfVariation: { pinned: withPinning, unpinned: without },
    lower,
    ratio,
    helps: lower === 'pinned' && ratio.high < 1,
  };
}
