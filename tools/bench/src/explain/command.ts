import { stdin } from 'node:process';
import { formatFailure } from '../errors/format-failure.ts';
import { terminalSafe } from '../k6-output/clean-line.ts';
import { explainInputs, explainInputsMerged } from './explain-inputs.ts';
import { renderExplainedJson } from './json.ts';
import { inputsOf } from './read/inputs.ts';
import { renderExplained } from './render.ts';

/** Where the command writes to. */
export interface Outputs {
  out: (text: string) => void;
  error: (text: string) => void;
}

/**
 * Explains the summaries in the given files, folders and standard input (`-`), one after another, or merged into one. The answer is
 * whether all of them could be.
 *
 * @throws FILE_UNREADABLE for a path that is not there
 */
export async function explainCommand(
  paths: readonly string[],
  { json, merge = false }: { json: boolean; merge?: boolean },
  { out, error }: Outputs,
): Promise<boolean> {
  const { explained, failures, skipped } = await (merge ? explainInputsMerged : explainInputs)(
    await inputsOf(paths, stdin),
  );
  if (json) out(renderExplainedJson(explained));
  else if (explained.length > 0) out(renderExplained(explained));
  if (skipped.length > 0 && explained.length > 0) {
    const files = skipped.length === 1 ? '1 other file holds' : `${skipped.length} other files hold`;
    error(terminalSafe(`${files} no k6 summary: ${skipped.join(', ')}`));
  }
  for (const { file, error: failure } of failures) {
    const { message, ...rest } = failure.toFailure();
    const where = file !== '' && paths.length > 1 ? `${file}: ` : '';
    error(terminalSafe(formatFailure({ ...rest, message: `${where}${message}` })));
  }
  return failures.length === 0;
}
