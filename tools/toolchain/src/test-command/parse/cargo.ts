import { type SkippedTest, sum, type Tally } from '../tally.ts';

/** Tally of every test program that `cargo test` ran; `undefined` when it ran none. */
export function tallyCargo(lines: readonly string[]): Tally | undefined {
  const tallies = lines.flatMap((line): Tally[] => {
    const counts = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored;/.exec(line);
    if (counts === null) return [];
    const [passed = 0, failed = 0, skipped = 0] = counts.slice(1).map(Number);
    return [{ passed, failed, skipped, skippedTests: [] }];
  });
  if (tallies.length === 0) return undefined;
  return { ...sum(tallies), skippedTests: lines.flatMap(skippedTest) };
}

function skippedTest(line: string): SkippedTest[] {
  const match = /^test (.+) \.\.\. ignored(?:, (.+))?$/.exec(line);
  if (match?.[1] === undefined) return [];
  return [{ name: match[1], ...(match[2] === undefined ? {} : { reason: match[2] }) }];
}
