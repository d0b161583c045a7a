import { readFile } from 'node:fs/promises';

/** The last lines of a log, for an error message; empty when there is no log. */
export async function tailOf(file: string, lines = 10): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
