import { readFile } from 'node:fs/promises';
import { BenchError } from '../../bench/src/errors/bench-error.ts';
import { replaceFile } from '../../bench/src/report/replace-file.ts';

const start = '<!-- validation:start -->';
const end = '<!-- validation:end -->';

/** Puts the table between the two markers of a document. @throws README_MARKER */
export async function publishBars(file: string, table: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) {
    throw new BenchError(
      'README_MARKER',
      `expected ${start} and, below it, ${end} in ${file}, found them not`,
      'Put both around the place for the table.',
    );
  }
  await replaceFile(file, `${text.slice(0, from + start.length)}\n\n${table.trim()}\n\n${text.slice(to)}`);
}
