import type { ComparedFigureName } from '../schema/compared-figure.ts';
import type { EffectSize } from '../schema/comparison.ts';
import { confidenceInPercent } from '../schema/figure.ts';
import type { FindingCode } from '../schema/finding.ts';
import type { Result } from '../schema/result.ts';
import { comparedFigures } from './compared-figure.ts';
import { findingsOf } from './findings/findings-of.ts';
import { observationOfRounds } from './observation.ts';
import { measuredRoundsOf, pairedLogRatios } from './paired-rounds.ts';
import { pairedShift } from './statistics/signed-rank.ts';

/** Below it not even the exact interval reaches 90 %. */
const FEWEST_ROUNDS = 5;
const CONFIDENCE = 0.95;

export interface Comparison {
  subject: Result;
  reference: Result;
  scenario: string;
  figure: ComparedFigureName;
}

/**
 * "Go uses 1.9 times the CPU per request of Rust native (99.2 % interval 1.8–2.0, 8 rounds)."
 *
 * The ratio of the two, paired by round: servers of one run are measured in interleaved rounds, so that drift of
 * the machine is in both halves of a pair. An effect size with its interval, and not a test alone, is what Kalibera and
 * Jones ask for (Rigorous Benchmarking in Reasonable Time, ISMM 2013, §5), with the highest level of repetition,
 * here the round with its own launch, as the unit. The interval is that of signed ranks on the logarithms,
 * and not a bootstrap's: over five to ten rounds the percentile bootstrap of a ratio calls a server different from
 * itself two to three times as often as it says (10 to 18 % at a nominal 5 %; `signed-rank.test.ts` simulates it).
 */
export function effectSize({ subject, reference, scenario, figure }: Comparison): EffectSize {
  const refused = (reason: string): EffectSize => ({ state: 'refused', figure, reason });
  if (subject.runId !== reference.runId) {
    return refused(
      `${subject.label} and ${reference.label} were measured in different runs (${subject.runId}, ${reference.runId})`,
    );
  }
  const { read, verb, noun } = comparedFigures[figure];
  const failed = [subject, reference].find((side) => side.status === 'failed');
  if (failed) return refused(`${failed.label} failed`);
  for (const side of [subject, reference]) {
    const spoiler = spoilerOf(side, scenario, figure);
    if (spoiler) return refused(`${noun} of ${side.label} says nothing about the server: ${spoiler}`);
  }
  const logRatios = pairedLogRatios({ subject, reference, scenario }, read);
  if (logRatios.length < FEWEST_ROUNDS) {
    return refused(`${logRatios.length} rounds were measured of both; ${FEWEST_ROUNDS} are needed`);
  }
  const shift = pairedShift(logRatios);
  const [ratio, low, high] = [Math.exp(shift.estimate), Math.exp(shift.low), Math.exp(shift.high)];
  const decided = shift.confidence >= CONFIDENCE;
  const interval = `${confidenceInPercent(shift.confidence)} % interval ${factor(low)}–${factor(high)}, ${logRatios.length} rounds`;
  const excludesOne = low > 1 || high < 1;
  const noiseFloor = noiseFloorFor({ subject, reference, scenario, figure }, ratio);
  return {
    state: 'known',
    figure,
    ratio,
    low,
    high,
    confidence: shift.confidence,
    rounds: logRatios.length,
    ...(noiseFloor && { noiseFloor }),
    verdict: !decided ? 'undecided' : excludesOne ? 'different' : 'not shown to differ',
    sentence: excludesOne
      ? `${subject.label} ${verb} ${factor(ratio)} times the ${noun} of ${reference.label} (${interval}).${noiseFloor ? ` ${noiseSentence(noiseFloor)}` : ''}`
      : `${subject.label} and ${reference.label} are not shown to differ in ${noun} (ratio ${factor(ratio)}, ${interval}).`,
  };
}

/** One run has one noise floor, that of the machine when it began. */
function noiseFloorFor({ subject, scenario, figure }: Comparison, ratio: number) {
  const { noiseFloor } = subject.provenance;
  const share = noiseFloor?.scenario === scenario ? noiseFloor.shares[figure] : undefined;
  return share === undefined ? undefined : { share, above: Math.max(ratio, 1 / ratio) - 1 > share };
}

function noiseSentence({ share, above }: { share: number; above: boolean }): string {
  const floor = `this machine's noise floor, ${(share * 100).toFixed(1)} %`;
  return above
    ? `That is above ${floor}.`
    : `That is within ${floor}, by which a server differed from itself: do not rely on it.`;
}

/** The finding that makes the figure meaningless, if any. */
function spoilerOf(result: Result, scenario: string, figure: ComparedFigureName): FindingCode | undefined {
  const rounds = measuredRoundsOf(result, scenario);
  if (rounds.length === 0) return undefined;
  const observation = observationOfRounds(rounds, result.provenance.options);
  const { rankedAs } = comparedFigures[figure];
  return findingsOf(observation).find(({ invalidates }) => invalidates.includes(rankedAs))?.code;
}

function factor(ratio: number): string {
  return ratio.toLocaleString(
    'en-US',
    ratio < 10 ? { maximumFractionDigits: 2, minimumFractionDigits: 2 } : { maximumSignificantDigits: 3 },
  );
}
