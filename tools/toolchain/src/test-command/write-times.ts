import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { ToolchainError } from '../errors.mjs';
import { workspaceRoot } from '../workspace.mjs';
import { inWords, type TaskTime, timesFile, timesTable } from './times.ts';

const block = /(<!-- times -->\n)[\s\S]*?(<!-- \/times -->)/;

/** Writes into CONTRIBUTING.md where the time of the last `npm test` went. @throws ToolchainError TIMES_UNKNOWN */
export async function writeTimes(root = workspaceRoot): Promise<void> {
  const path = timesFile(root);
  const kept = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new ToolchainError(
      'TIMES_UNKNOWN',
      `${path}: expected the times of an npm test, found none`,
      'Run npm test first.',
      {
        cause,
      },
    );
  });
  const { date, seconds, times } = JSON.parse(kept) as { date: string; seconds: number; times: TaskTime[] };
  const page = join(root, 'CONTRIBUTING.md');
  const processors = cpus();
  const machine = `${processors[0]?.model ?? 'CPU unknown'}, ${processors.length} CPUs`;
  const text = [
    `\`npm test\` took ${inWords(seconds)} on ${date.slice(0, 10)} (${machine}); tasks side by side count each.`,
    '',
    ...timesTable(times),
    '',
  ].join('\n');
  await writeFile(
    page,
    (await readFile(page, 'utf8')).replace(block, (_all, open, close) => `${open}${text}${close}`),
  );
}
