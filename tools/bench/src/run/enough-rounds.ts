import { median } from 'simple-statistics';
import { comparedFigures } from '../analyse/compared-figure.ts';
import { measuredRoundsOf, pairedLogRatios } from '../analyse/paired-rounds.ts';
import { medianInterval } from '../analyse/statistics/median-interval.ts';
import { pairedShift, type ShiftInterval } from '../analyse/statistics/signed-rank.ts';
import type { Result } from '../schema/result.ts';

/** Below it the interval has less than 95 % confidence, and its width says little. */
const FEWEST_ROUNDS = 6;
const { read } = comparedFigures.cpuMicrosPerRequest;

/**
 * Whether the noise of the rounds so far is small enough: in each scenario the interval of CPU per request, or with more
 * servers than one that of each ratio between two of them, is within `precision` to both sides of its estimate. They are the
 * intervals that the report shows. Servers that failed or ask for no precision are left out.
 *
 * The rule looks at the width of the interval and never at where it lies, so that it cannot stop on a difference that chance
 * has just made: looking again and again at significance would (Armitage, McPherson and Rowe, Repeated Significance Tests on
 * Accumulating Data, JRSS A 132, 1969). Fixed-width intervals keep their confidence in the limit (Chow and Robbins, Annals of
 * Mathematical Statistics 36, 1965); `enough-rounds.test.ts` simulates what is left of it in ten to thirty rounds.
 */
export function enoughRounds(results: readonly Result[]): boolean {
  const asking = results.filter(
    ({ errors, provenance }) => errors.length === 0 && precisionOf(provenance) > 0,
  );
  return asking.every((subject, index) => {
    const limit = Math.log1p(precisionOf(subject.provenance));
    return subject.scenarios.every((scenario) => {
      const peers = asking.filter(({ cpus }) => cpus === subject.cpus);
      if (peers.length === 1) {
        return levelIsWithin(
          limit,
          measuredRoundsOf(subject, scenario).map((round) => Math.log(read(round))),
        );
      }
      return asking
        .slice(index + 1)
        .filter(({ cpus }) => cpus === subject.cpus)
        .filter((reference) => reference.scenarios.includes(scenario))
        .every((reference) => ratioIsWithin(limit, pairedLogRatios({ subject, reference, scenario }, read)));
    });
  });
}

function precisionOf({ options }: Result['provenance']): number {
  return typeof options.precision === 'number' ? options.precision : 0;
}

export function levelIsWithin(limit: number, logs: readonly number[]): boolean {
  return (
    logs.length >= FEWEST_ROUNDS && isWithin(limit, { estimate: median([...logs]), ...medianInterval(logs) })
  );
}

export function ratioIsWithin(limit: number, logRatios: readonly number[]): boolean {
  return logRatios.length >= FEWEST_ROUNDS && isWithin(limit, pairedShift(logRatios));
}

/** The wider of both sides, as an interval of ranks need not be symmetric about its estimate. */
function isWithin(limit: number, { estimate, low, high }: Omit<ShiftInterval, 'confidence'>): boolean {
  return Math.max(estimate - low, high - estimate) <= limit;
}
