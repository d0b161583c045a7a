import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { env } from 'node:process';
import type { ExecutorContext } from '@nx/devkit';
import { BenchError } from '../../errors/bench-error.ts';
import { explain } from '../../explain/explain.ts';
import { renderExplained } from '../../explain/render.ts';
import { failed } from '../failed.ts';

/** Prints the findings for a k6 summary that need not be ours. */
export default async function explainExecutor(
  options: { file: string },
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const text = await readGivenFile(options.file, [env.INIT_CWD, context.root]);
    process.stdout.write(`${renderExplained(explain(text))}\n`);
    return { success: true };
  } catch (thrown) {
    return failed(thrown);
  }
}

async function readGivenFile(file: string, folders: readonly (string | undefined)[]): Promise<string> {
  const candidates = [...new Set(folders.flatMap((folder) => (folder ? [resolve(folder, file)] : [])))];
  let failure: unknown;
  for (const candidate of candidates) {
    try {
      return await readFile(candidate, 'utf8');
    } catch (cause) {
      failure = cause;
    }
  }
  throw new BenchError(
    'FILE_UNREADABLE',
    `option "file": expected a readable file, found none as ${candidates.join(' or ')}: ${(failure as Error).message}`,
    'Give the path of the file with the k6 summary, relative to the folder that you stand in or to the workspace.',
    { cause: failure },
  );
}
