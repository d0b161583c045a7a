import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BenchError } from '../../errors/bench-error.ts';

/** Something to read summaries from. */
export interface Input {
  /** As it was given; "standard input". */
  name: string;
  /** Whether it was found in a folder, where other files may lie too. */
  found: boolean;
  open: () => AsyncIterable<Uint8Array>;
}

const readable = /\.(?:txt|log|out|json|ndjson|jsonl|csv|md|gz)$/i;
/** In a folder; more are no summaries that somebody wants to read. */
const MOST_FILES = 1000;

/**
 * What paths name: files, the files in folders (with the usual endings, sub-folders not), and `-` for standard input.
 *
 * @throws FILE_UNREADABLE for a path that is neither
 */
export async function inputsOf(paths: readonly string[], stdin: AsyncIterable<Uint8Array>): Promise<Input[]> {
  const inputs: Input[] = [];
  for (const path of paths) {
    if (path === '-') {
      inputs.push({ name: 'standard input', found: false, open: () => stdin });
    } else {
      inputs.push(...(await inputsAt(path)));
    }
  }
  return inputs;
}

async function inputsAt(path: string): Promise<Input[]> {
  try {
    const stats = await stat(path);
    if (!stats.isDirectory()) return [{ name: path, found: false, open: () => createReadStream(path) }];
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && readable.test(entry.name))
      .map(({ name }) => name)
      .sort()
      .slice(0, MOST_FILES)
      .map((name) => join(path, name))
      .map((file) => ({ name: file, found: true, open: () => createReadStream(file) }));
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

export function unreadable(path: string, cause: unknown): BenchError {
  return new BenchError(
    'FILE_UNREADABLE',
    `${path}: expected a readable file or folder, found ${(cause as Error).message}`,
    'Give the path of a file with k6 summaries, of a folder of such files, or - for standard input.',
    { cause },
  );
}

/** A name for what is in a file: its own, without folders. */
export function shortName({ name }: Input): string {
  return name === 'standard input' ? 'summary' : basename(name);
}
