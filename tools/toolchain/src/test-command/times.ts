import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { FinishedTask } from './count-task.ts';

/** How long a task took, and the slowest files of its tests. */
export interface TaskTime {
  readonly id: string;
  readonly seconds: number;
  readonly files: readonly { readonly name: string; readonly seconds: number }[];
}

/** Of one `npm test`. */
export interface TestTimes {
  readonly begin: Date;
  readonly times: readonly TaskTime[];
}

/** What is shorter is not shown. */
const SHOWN_SECONDS = 20;

export const timesFile = (root: string) => join(root, 'dist', 'test-times.json');

/** Longest first. A task that ran twice, or came from the cache the second time, has the time of both. */
export function timesOf(tasks: readonly FinishedTask[]): TaskTime[] {
  const byId = new Map<string, TaskTime>();
  for (const { id, seconds, output } of tasks) {
    byId.set(id, { id, seconds: seconds + (byId.get(id)?.seconds ?? 0), files: filesOf(output) });
  }
  return [...byId.values()]
    .filter(({ seconds }) => seconds >= SHOWN_SECONDS)
    .sort((one, other) => other.seconds - one.seconds);
}

/** `✓ gate.e2e.ts (5 tests) 46296ms`, as Vitest prints it, or with its project before it: `|alone|` or, in colours, ` alone `. */
function filesOf(output: string): TaskTime['files'] {
  const file = /^ *[✓❯] (?:\|[^|]+\| | .+ {2})?(\S+\.ts) \(.+\) (\d+)ms *$/gm;
  return [...stripVTControlCharacters(output).matchAll(file)]
    .map(([, name = '', ms]) => ({ name, seconds: Number(ms) / 1000 }))
    .filter(({ seconds }) => seconds >= SHOWN_SECONDS)
    .sort((one, other) => other.seconds - one.seconds);
}

/** As Markdown; nothing where nothing took long. */
export function timesTable(times: readonly TaskTime[]): string[] {
  if (times.length === 0) return [];
  const rows = times.flatMap(({ id, seconds, files }) => [
    `| ${id} | ${inWords(seconds)} |`,
    ...files.map((file) => `| · ${file.name} | ${inWords(file.seconds)} |`),
  ]);
  return [`| ${SHOWN_SECONDS} s and more | time |`, '|---|--:|', ...rows];
}

/** `2 min 5 s` */
export function inWords(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** For `nx run toolchain:times`. */
export async function keepTimes({ begin, times }: TestTimes, root: string): Promise<void> {
  const file = timesFile(root);
  await mkdir(dirname(file), { recursive: true });
  const seconds = (Date.now() - begin.getTime()) / 1000;
  await writeFile(file, `${JSON.stringify({ date: begin.toISOString(), seconds, times }, undefined, 2)}\n`);
}
