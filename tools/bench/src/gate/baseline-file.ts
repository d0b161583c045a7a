import { readFile } from 'node:fs/promises';
import { BenchError } from '../errors/bench-error.ts';
import { type Baseline, baselineSchema } from '../schema/baseline.ts';

/** @throws BASELINE_MISSING, BASELINE_INVALID */
export async function readBaseline(path: string): Promise<Baseline> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new BenchError(
      'BASELINE_MISSING',
      `option "file": expected a baseline in ${path}, found none`,
      'Store one with the baseline target of the suite, on this machine, from results that you trust.',
      { cause },
    );
  }
  try {
    return baselineSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new BenchError(
      'BASELINE_INVALID',
      `expected a baseline of schema version 1 in ${path}, found something else: ${(cause as Error).message}`,
      'Store it again with the baseline target of the suite.',
      { cause },
    );
  }
}
