import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { env } from 'node:process';
import type { ExecutorContext } from '@nx/devkit';
import { explainCommand } from '../../explain/command.ts';
import { failed } from '../failed.ts';

/** Prints the findings for k6 summaries that need not be ours. */
export default async function explainExecutor(
  options: { file: string | string[]; json?: boolean; merge?: boolean },
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const paths = [options.file].flat().map((file) => located(file, [env.INIT_CWD, context.root]));
    const success = await explainCommand(
      paths,
      { json: options.json ?? false, merge: options.merge ?? false },
      {
        out: (text) => void process.stdout.write(`${text}\n`),
        error: (text) => void process.stderr.write(`${text}\n`),
      },
    );
    return { success };
  } catch (thrown) {
    return failed(thrown);
  }
}

/** The path in the first folder that has it; in the last where none has, which is then an error. */
function located(file: string, folders: readonly (string | undefined)[]): string {
  if (file === '-') return file;
  const candidates = folders.flatMap((folder) => (folder ? [resolve(folder, file)] : []));
  return candidates.find((candidate) => existsSync(candidate)) ?? candidates.at(-1) ?? file;
}
