import type { Check } from '../../k6-output/summary.ts';

/** What a check that failed tests, as far as its name tells. */
export type CheckKind = 'latency' | 'other';

/** "response time < 500ms", "p95 under 2s", "latency is fine": no sign that an answer was wrong. */
export function kindOf({ name }: Pick<Check, 'name'>): CheckKind {
  const text = name.slice(0, 200).toLowerCase();
  const speaksOfTime =
    /\b(?:latency|duration|response[ _-]?time|timings?|ttfb|fast|quick|slow|within|sla)\b/.test(text) ||
    /(?:<|>|≤|<=|under|below|less than|in) ?\d{1,6}(?:\.\d{1,3})? ?(?:ms|s|sec|seconds?|milliseconds?)\b/.test(
      text,
    ) ||
    /\d ?ms\b/.test(text);
  return speaksOfTime && !/\b(?:status|code)\b/.test(text) ? 'latency' : 'other';
}

/** Those with failures, but for pairs of which each answer passes exactly one ("is 200" and "is 400"): no answer fails both. */
export function failing(checks: readonly Check[]): Check[] {
  return checks.filter(
    (check) => check.fails > 0 && !checks.some((other) => other !== check && excludes(check, other)),
  );
}

function excludes(one: Check, other: Check): boolean {
  // Two that fail half of the time may be the same check twice.
  return (
    one.passes > 0 && one.passes !== one.fails && one.passes === other.fails && one.fails === other.passes
  );
}

/** Failures of checks that no pair explains; undefined where the summary does not name them all. */
export function unexplainedFailures(
  checks: readonly Check[],
  failed: number | undefined,
): number | undefined {
  const named = checks.reduce((sum, { fails }) => sum + fails, 0);
  if (failed === undefined || named < failed) return undefined;
  return failing(checks).reduce((sum, { fails }) => sum + fails, 0);
}
