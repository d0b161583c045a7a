/** A test that did not run, by the name that its runner gives it. */
export interface SkippedTest {
  readonly name: string;
  readonly reason?: string;
}

/** Tests by how they ended. `skippedTests` may be shorter than `skipped`: not every runner names them all. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly skippedTests: readonly SkippedTest[];
}

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0, skippedTests: [] };

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, tally) => ({
      passed: total.passed + tally.passed,
      failed: total.failed + tally.failed,
      skipped: total.skipped + tally.skipped,
      skippedTests: [...total.skippedTests, ...tally.skippedTests],
    }),
    nothing,
  );
}

/** The closing line: `12 passed, 0 failed`, and `, 1 skipped` when there is one. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
