import type { ComparedFigureName } from '../schema/compared-figure.ts';
import type { EffectSize } from '../schema/comparison.ts';
import type { FindingCode } from '../schema/finding.ts';
import type { Result } from '../schema/result.ts';
import { comparedFigures } from './compared-figure.ts';
import { effectSentence } from './effect-sentence.ts';
import { observed } from './observed.ts';
import { logsByRound, measuredRoundsOf, pairedLogRatios } from './paired-rounds.ts';
import { correctionOf, differingFrom } from './statistics/family-of-comparisons.ts';
import { pairedShift } from './statistics/signed-rank.ts';

/** Below it not even the exact interval reaches 90 %. */
const FEWEST_ROUNDS = 5;
const CONFIDENCE = 0.95;

type KnownEffect = Extract<EffectSize, { state: 'known' }>;
type RefusedEffect = Extract<EffectSize, { state: 'refused' }>;

export interface Family extends Omit<Comparison, 'subject'> {
  subjects: readonly Result[];
}

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
export function effectSize({ subject, ...others }: Comparison): EffectSize {
  return effectSizes({ ...others, subjects: [subject] })[0]!;
}

/**
 * Several servers against one, in their order. Which of them differ is decided for all together, so that one that does not is called
 * different in at most 5 % of runs; each interval holds for its own ratio.
 */
export function effectSizes({ subjects, ...against }: Family): EffectSize[] {
  const effects = subjects.map((subject) => effectOf({ ...against, subject }));
  const decidable = effects.flatMap((effect, place) =>
    effect.state === 'known' && effect.verdict !== 'undecided' ? [place] : [],
  );
  const { reference, scenario, figure } = against;
  const logsOf = (result: Result) => logsByRound(result, scenario, comparedFigures[figure].read);
  const differs = differingFrom(
    logsOf(reference),
    decidable.map((place) => logsOf(subjects[place]!)),
  );
  const family = { comparisons: decidable.length, correction: correctionOf(decidable.length) };
  return effects.map((effect, place) => {
    if (effect.state === 'refused') return effect;
    const among = decidable.indexOf(place);
    const decided: Omit<KnownEffect, 'sentence'> =
      among < 0
        ? effect
        : { ...effect, ...family, verdict: differs[among] ? 'different' : 'not shown to differ' };
    return { ...decided, sentence: effectSentence(decided, subjects[place]!.label, reference.label) };
  });
}

/** One comparison by itself, before it is counted among others. */
function effectOf(comparison: Comparison): Omit<KnownEffect, 'sentence'> | RefusedEffect {
  const { subject, reference, scenario, figure } = comparison;
  const refused = (reason: string): RefusedEffect => ({ state: 'refused', figure, reason });
  if (subject.runId !== reference.runId) {
    return refused(
      `${subject.label} and ${reference.label} were measured in different runs (${subject.runId}, ${reference.runId})`,
    );
  }
  const { read, noun } = comparedFigures[figure];
  const failed = [subject, reference].find((side) => side.status === 'failed');
  if (failed) return refused(`${failed.label} failed`);
  for (const side of [subject, reference]) {
    const spoiler = spoilerOf(side, scenario, figure);
    if (spoiler) return refused(`${noun} of ${side.label} says nothing about the server: ${spoiler}`);
  }
  const without = [subject, reference].find((side) =>
    measuredRoundsOf(side, scenario).some((round) => Number.isNaN(read(round))),
  );
  // Left out, such a round would leave the better ones alone: a search that held nothing is no missing value.
  if (without) return refused(`a round of ${without.label} has no ${noun}`);
  const logRatios = pairedLogRatios({ subject, reference, scenario }, read);
  if (logRatios.length < FEWEST_ROUNDS) {
    return refused(`${logRatios.length} rounds were measured of both; ${FEWEST_ROUNDS} are needed`);
  }
  const { estimate, low, high, confidence } = pairedShift(logRatios);
  const noiseFloor = noiseFloorFor(comparison, Math.exp(estimate));
  return {
    state: 'known',
    figure,
    ratio: Math.exp(estimate),
    low: Math.exp(low),
    high: Math.exp(high),
    confidence,
    rounds: logRatios.length,
    ...(noiseFloor && { noiseFloor }),
    verdict: confidence < CONFIDENCE ? 'undecided' : 'not shown to differ',
  };
}

/** One run has one noise floor, that of the machine when it began. */
function noiseFloorFor({ subject, scenario, figure }: Comparison, ratio: number) {
  const { noiseFloor } = subject.provenance;
  const share = noiseFloor?.scenario === scenario ? noiseFloor.shares[figure] : undefined;
  return share === undefined ? undefined : { share, above: Math.max(ratio, 1 / ratio) - 1 > share };
}

/** The finding that makes the figure meaningless, if any. */
function spoilerOf(result: Result, scenario: string, figure: ComparedFigureName): FindingCode | undefined {
  const { rankedAs } = comparedFigures[figure];
  return observed(result, scenario)?.findings.find(({ invalidates }) => invalidates.includes(rankedAs))?.code;
}
