import { nothing, type SkippedTest, type Tally } from '../tally.ts';

const start = /^ RUN {2}v\d/;
const summary = /^ {6}Tests {2}(.*)$/;
const end = /^ {3}Duration {2}/;

/** The lines of a text that Vitest printed, and the others: what a test printed is no report of another runner. */
export function splitVitest(lines: readonly string[]): { runs: string[][]; others: string[] } {
  const runs: string[][] = [];
  const others: string[] = [];
  let depth = 0;
  for (const line of lines) {
    // A test may run Vitest itself: what such a nested run reports is not counted.
    if (start.test(line) && ++depth === 1) runs.push([]);
    if (depth === 0) others.push(line);
    if (depth === 1) runs.at(-1)?.push(line);
    if (end.test(line) && depth > 0) depth--;
  }
  return { runs, others };
}

/** One run's tally, from its last summary: `Tests  1 failed | 3 passed | 2 skipped | 1 todo (7)`. */
export function tallyVitest(run: readonly string[]): Tally {
  const counts = run.findLast((line) => summary.test(line));
  if (counts === undefined) return nothing;
  const count = (state: string) => Number(new RegExp(`(\\d+) ${state}\\b`).exec(counts)?.[1] ?? 0);
  return {
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped') + count('todo'),
    skippedTests: run.flatMap(skippedTest),
  };
}

/** `↓ needs an engine 0ms [no container engine here]`, or `□` for one yet to be written. */
function skippedTest(line: string): SkippedTest[] {
  const match = /^ +([↓□]) (.+?)(?: \d+ms)?(?: \[(.+)\])?$/.exec(line);
  // A file with nothing but skipped tests has a line, too.
  if (match?.[2] === undefined || / \(\d+ tests?\b.*\)$/.test(match[2])) return [];
  const reason = match[3] ?? (match[1] === '□' ? 'todo' : undefined);
  return [{ name: match[2], ...(reason === undefined ? {} : { reason }) }];
}
