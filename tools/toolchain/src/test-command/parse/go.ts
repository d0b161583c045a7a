import type { SkippedTest, Tally } from '../tally.ts';
import { type GoOutcome, readGoJson } from './go-json.ts';
import { readGoText } from './go-text.ts';

/**
 * Tally of `go test`, with `-v`, with `-json`, or with neither (then a package that passed counts as one);
 * `undefined` when it did not run. A test with subtests counts by these, unless it failed by itself.
 */
export function tallyGo(lines: readonly string[]): Tally | undefined {
  const outcomes = [...readGoJson(lines), ...readGoText(lines)];
  if (outcomes.length === 0) return undefined;
  const counted = outcomes.filter((outcome) => {
    const subtests = outcomes.filter((other) => isSubtest(other, outcome));
    if (subtests.length === 0) return true;
    return outcome.state === 'failed' && subtests.every(({ state }) => state !== 'failed');
  });
  const inState = (wanted: GoOutcome['state']) => counted.filter(({ state }) => state === wanted);
  return {
    passed: inState('passed').length,
    failed: inState('failed').length,
    skipped: inState('skipped').length,
    skippedTests: inState('skipped').map(
      ({ test, reason }): SkippedTest => ({ name: test, ...(reason === undefined ? {} : { reason }) }),
    ),
  };
}

function isSubtest(inner: GoOutcome, outer: GoOutcome): boolean {
  return inner.package === outer.package && inner.test.startsWith(`${outer.test}/`);
}
