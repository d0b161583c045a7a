import type { Observation } from '../observation.ts';
import { FEWEST_ROUNDS, type Variation, variationsOver, varyBesideOthers } from './round-variation.ts';
import { absent, percent, present, unknown, type Verdict } from './verdict.ts';

const code = 'unstable-rounds';

/**
 * The rounds of one server differ among themselves by more than the noise that this kind of machine has. Where only those do
 * in which others had a part of it, the finding is `noisy-host`.
 */
export function unstableRounds({ rounds, options }: Observation): Verdict {
  if (rounds.length < FEWEST_ROUNDS) return unknown(code, `${FEWEST_ROUNDS} measured rounds or more`);
  const variations = variationsOver(rounds);
  const excessive = variations.filter((each) => each.excessive);
  if (excessive.length === 0) return absent(code, `${sentence(variations)} over rounds`);
  if (varyBesideOthers(rounds)) {
    return unknown(
      code,
      `a quiet machine: ${sentence(excessive)} over rounds, in some of which others used it`,
    );
  }
  return present({
    code,
    summary: `Rounds differ: ${excessive
      .map(({ figure, variation }) => `${figure} has a coefficient of variation of ${percent(variation)}`)
      .join(', ')} over ${rounds.length} rounds.`,
    evidence: Object.fromEntries([
      ['rounds', rounds.length],
      ...variations.flatMap(({ figure, variation, atLeast, outlierRounds }) => [
        [`${figure}CoefficientOfVariation`, variation],
        [`${figure}CoefficientOfVariationAtLeast`, atLeast],
        [`${figure}OutlierRounds`, outlierRounds],
      ]),
    ]),
    remedy:
      `Raise rounds${options.rounds === undefined ? '' : ` (now ${options.rounds})`} or duration` +
      `${options.duration === undefined ? '' : ` (now ${options.duration})`}, and stop what else runs on the machine. ` +
      'No round is dropped.',
    invalidates: [],
  });
}

function sentence(variations: readonly Variation[]): string {
  return variations.map(({ figure, variation }) => `${figure} varies by ${percent(variation)}`).join(', ');
}
