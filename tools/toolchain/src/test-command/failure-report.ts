import { stripVTControlCharacters } from 'node:util';
import type { FinishedTask } from './count-task.ts';

/** Every runner says at the end what failed; what comes before is of tests that passed. */
const SHOWN_LINES = 50;

/** How a failed task ended, after its name: whoever has only the last lines of a long run sees the cause. */
export function failureReport({ id, output }: Omit<FinishedTask, 'seconds'>): string[] {
  const lines = stripVTControlCharacters(output)
    .split(/\r*\n/)
    .filter((line) => line.trim() !== '');
  return [`failed: nx run ${id}`, ...lines.slice(-SHOWN_LINES).map((line) => `  ${line}`)];
}
