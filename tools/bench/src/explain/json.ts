import type { Check, DeclaredScenario, Threshold } from '../k6-output/summary.ts';
import type { ObservedLoad } from '../schema/round.ts';
import type { Explained } from './explain.ts';
import type { ExplainedVerdict } from './findings/verdict.ts';
import type { Merged } from './merged.ts';

/** One explained summary as JSON: figures with their units, and all verdicts. What is not known is absent. */
export interface ExplainedJson {
  file?: string;
  name: string;
  /** The numbers of the summary; times in ms, counts over the whole test. */
  load: ObservedLoad;
  iterationsPerSecond?: number;
  failedShare?: number;
  scenarios: DeclaredScenario[];
  checks: Check[];
  thresholds: Threshold[];
  verdicts: ExplainedVerdict[];
  merged?: Merged;
}

/** The explanations as a JSON text that is safe on a terminal. */
export function renderExplainedJson(explained: readonly (Explained & { file?: string })[]): string {
  const runs = explained.map(({ file, name, load, facts, verdicts, merged }): ExplainedJson => {
    const { iterationsPerSecond, failedShare, summary } = facts;
    return {
      ...(file !== undefined && { file }),
      name,
      load,
      ...(iterationsPerSecond !== undefined && { iterationsPerSecond }),
      ...(failedShare !== undefined && { failedShare }),
      scenarios: summary.scenarios,
      checks: summary.checks,
      thresholds: summary.thresholds,
      verdicts,
      ...(merged && { merged }),
    };
  });
  return escaped(JSON.stringify(runs, undefined, 2));
}

/** JSON leaves controls beyond 0x1F as they are. */
function escaped(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
