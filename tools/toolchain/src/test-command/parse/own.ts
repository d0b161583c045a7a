import { sum, type Tally } from '../tally.ts';

/** Tally of the lines that have the form of our own closing line; `undefined` when there is none. */
export function tallyOwn(lines: readonly string[]): Tally | undefined {
  const tallies = lines.flatMap((line): Tally[] => {
    const counts = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(line);
    if (counts === null) return [];
    const [passed = 0, failed = 0, skipped = 0] = counts.slice(1).map((count) => Number(count ?? 0));
    return [{ passed, failed, skipped, skippedTests: [] }];
  });
  return tallies.length === 0 ? undefined : sum(tallies);
}
