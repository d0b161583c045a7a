import { coefficientOfVariation } from 'simple-statistics';
import type { MeasuredRound } from '../../schema/round.ts';
import type { Observation } from '../observation.ts';
import { outliersOf } from '../statistics/outliers.ts';
import { absent, percent, present, unknown, type Verdict } from './verdict.ts';

const code = 'unstable-rounds';

const FEWEST_ROUNDS = 3;
/**
 * Coefficient of variation over rounds. CPU per request varies by 0.08 to 0.1 and the rate by 0.06 to 0.2 over
 * quiet 3 s rounds on two cores that server and k6 share.
 */
const MOST_VARIATION = { cpuMicrosPerRequest: 0.2, requestsPerSecond: 0.25 };

/** The rounds of one server differ among themselves by more than the noise that this kind of machine has. */
export function unstableRounds({ rounds, options }: Observation): Verdict {
  if (rounds.length < FEWEST_ROUNDS) return unknown(code, `${FEWEST_ROUNDS} measured rounds or more`);
  const series: [keyof typeof MOST_VARIATION, (round: MeasuredRound) => number][] = [
    ['cpuMicrosPerRequest', (round) => round.server.cpuMicrosPerRequest],
    ['requestsPerSecond', (round) => round.load.requestsPerSecond],
  ];
  const variations = series.map(([figure, read]) => {
    const values = rounds.map(read);
    return { figure, variation: coefficientOfVariation(values), outliers: outliersOf(values) };
  });
  const unstable = variations.filter(({ figure, variation }) => variation > MOST_VARIATION[figure]);
  if (unstable.length === 0) {
    return absent(
      code,
      variations
        .map(({ figure, variation }) => `${figure} varies by ${percent(variation)} over rounds`)
        .join(', '),
    );
  }
  return present({
    code,
    summary: `Rounds differ: ${unstable
      .map(({ figure, variation }) => `${figure} has a coefficient of variation of ${percent(variation)}`)
      .join(', ')} over ${rounds.length} rounds.`,
    evidence: Object.fromEntries([
      ['rounds', rounds.length],
      ...variations.flatMap(({ figure, variation, outliers }) => [
        [`${figure}CoefficientOfVariation`, variation],
        [`${figure}OutlierRounds`, outliers.length],
      ]),
    ]),
    remedy:
      `Raise rounds${options.rounds === undefined ? '' : ` (now ${options.rounds})`} or duration` +
      `${options.duration === undefined ? '' : ` (now ${options.duration})`}, and stop what else runs on the machine. ` +
      'No round is dropped.',
    invalidates: [],
  });
}
