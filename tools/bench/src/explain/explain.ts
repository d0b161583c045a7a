import { terminalSafe } from '../k6-output/clean-line.ts';
import type { ObservedLoad } from '../schema/round.ts';
import { type Facts, factsOf } from './facts.ts';
import type { ExplainedVerdict } from './findings/verdict.ts';
import { verdictsOnSummary } from './findings/verdicts-on-summary.ts';
import type { Merged } from './merged.ts';
import { type NamedSummary, summariesOf } from './summaries-of.ts';

/** What one k6 summary says: its numbers, and for each finding of the closed lists whether it holds. */
export interface Explained {
  /** The heading above the summary, or its place in the text. */
  name: string;
  load: ObservedLoad;
  /** What else the rules looked at. */
  facts: Facts;
  verdicts: ExplainedVerdict[];
  /** How it came out of several; absent where it is one summary. */
  merged?: Merged;
}

/**
 * Explains the k6 summaries in a text: JSON of `--summary-export` or handleSummary's `data` (and the machine-readable one), the
 * points of `--out json` and `--out csv`, or what k6 prints at the end, several runs in one document too. A summary holds no CPU
 * time, so that the findings which need one are unknown.
 *
 * @throws NOT_A_SUMMARY where there is none
 */
export function explain(text: string): Explained[] {
  return explainSummaries(summariesOf(text));
}

/** The same for summaries that were read already. */
export function explainSummaries(summaries: readonly NamedSummary[]): Explained[] {
  return summaries.map(({ name, summary }, index) => {
    const facts = factsOf(summary);
    return {
      name: terminalSafe(name ?? (summaries.length === 1 ? 'summary' : `summary ${index + 1}`)),
      load: facts.load,
      facts,
      verdicts: verdictsOnSummary(facts),
    };
  });
}
