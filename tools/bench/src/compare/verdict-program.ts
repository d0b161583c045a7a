import { readFile } from 'node:fs/promises';
import { BenchError, toFailure } from '../errors/bench-error.ts';
import { formatFailure } from '../errors/format-failure.ts';
import { type RevisionComparison, revisionComparisonSchema } from '../schema/revision-comparison.ts';

const defaultFile = 'dist/bench/compare/compare.json';
const UNREADABLE = 2;

/**
 * `wasi-bench verdict [file]`: says again what a comparison came to, by its exit code, since Nx has one for every failure: 0 nothing
 * is slower, 1 something is slower or broken, 2 there is no comparison, 3 it cannot be told.
 */
export async function main(
  [file = defaultFile]: readonly string[],
  write: (line: string) => void = (line) => void process.stdout.write(`${line}\n`),
): Promise<number> {
  try {
    const { verdict, sentence, exitCode } = await readComparison(file);
    write(`${verdict}: ${sentence}`);
    return exitCode;
  } catch (thrown) {
    process.stderr.write(`${formatFailure(toFailure(thrown))}\n`);
    return UNREADABLE;
  }
}

/** @throws COMPARISON_UNREADABLE */
async function readComparison(file: string): Promise<RevisionComparison> {
  try {
    return revisionComparisonSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new BenchError(
      'COMPARISON_UNREADABLE',
      `expected a comparison of schema version 1 in ${file}, found: ${(cause as Error).message}`,
      'Run the compare target of the suite first: where it ended by an error, it has left no comparison.',
      { cause },
    );
  }
}
