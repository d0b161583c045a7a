import { BenchError } from '../errors/bench-error.ts';
import type { Summary } from '../k6-output/summary.ts';
import { type Explained, explainSummaries } from './explain.ts';
import { explainRunners } from './merged.ts';
import { type Input, shortName, unreadable } from './read/inputs.ts';
import { readSummaries } from './read/read-summaries.ts';
import { type NamedSummary, notASummary } from './summaries-of.ts';

/** What was explained, and what could not be. */
export interface ExplainedInputs {
  explained: (Explained & { file: string })[];
  failures: { file: string; error: BenchError }[];
  /** Files of a folder that hold no summary. */
  skipped: string[];
}

/** Explains the summaries of all inputs, one after another; one that can't be read does not keep the others from it. */
export async function explainInputs(inputs: readonly Input[]): Promise<ExplainedInputs> {
  const result: ExplainedInputs = { explained: [], failures: [], skipped: [] };
  const several = inputs.length > 1;
  await readEach(inputs, result, (summaries, input) => {
    const named = summaries.map(({ name, summary }) => ({
      name: several ? [shortName(input), name].filter(Boolean).join(': ') : name,
      summary,
    }));
    result.explained.push(...explainSummaries(named).map((each) => ({ ...each, file: input.name })));
  });
  if (result.explained.length + result.failures.length === 0) {
    const what = result.skipped.length > 0 ? `${result.skipped.length} files without one` : 'no file to read';
    result.failures.push({ file: '', error: notASummary(what) });
  }
  return result;
}

/** Explains the summaries of all inputs as those of runners of one load. Without one of them the sum would be wrong: then there is none. */
export async function explainInputsMerged(inputs: readonly Input[]): Promise<ExplainedInputs> {
  const summaries: Summary[] = [];
  const result: ExplainedInputs = { explained: [], failures: [], skipped: [] };
  await readEach(inputs, result, (read) => {
    summaries.push(...read.map(({ summary }) => summary));
  });
  if (result.failures.length > 0) return result;
  if (summaries.length === 0) result.failures.push({ file: '', error: notASummary('no file with one') });
  else
    result.explained.push({ ...explainRunners(summaries), file: inputs.map(({ name }) => name).join(', ') });
  return result;
}

/** Gives the summaries of each input to `use`; what cannot be read or used is told in `result`. */
async function readEach(
  inputs: readonly Input[],
  result: ExplainedInputs,
  use: (summaries: readonly NamedSummary[], input: Input) => void,
): Promise<void> {
  for (const input of inputs) {
    try {
      use(await readSummaries(input.open()), input);
    } catch (error) {
      const coded = error instanceof BenchError ? error : unreadable(input.name, error);
      if (input.found && coded.code === 'NOT_A_SUMMARY') result.skipped.push(input.name);
      else result.failures.push({ file: input.name, error: coded });
    }
  }
}
