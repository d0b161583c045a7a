import type { Finding, FindingCode } from '../../schema/finding.ts';
import type { Facts } from '../facts.ts';

/** What only a summary shows, beside the findings of a bench. The list is closed. */
export const summaryFindingCodes = [
  'failed-checks',
  'crossed-thresholds',
  'timeout-plateau',
  'latency-of-failures',
  'rate-not-reached',
  'interrupted-iterations',
  'setup-in-rate',
  'connections-not-reused',
  'bandwidth-bound',
  'skewed-latency',
  'few-samples',
  'unequal-parts',
] as const;

export type SummaryFindingCode = (typeof summaryFindingCodes)[number];
export type ExplainedCode = FindingCode | SummaryFindingCode;

/** A finding on a summary. */
export type ExplainedFinding = Omit<Finding, 'code'> & { code: ExplainedCode };

/** What a rule says of a summary. */
export type ExplainedVerdict =
  | { state: 'present'; finding: ExplainedFinding }
  | { state: 'absent'; code: ExplainedCode; because: string }
  /** The summary can't tell; `needs` is what would. */
  | { state: 'unknown'; code: ExplainedCode; needs: string };

export type SummaryRule = (facts: Facts) => ExplainedVerdict;

export function found(
  finding: Omit<ExplainedFinding, 'invalidates'> & Partial<Pick<Finding, 'invalidates'>>,
): ExplainedVerdict {
  return { state: 'present', finding: { invalidates: [], ...finding } };
}

export function notFound(code: ExplainedCode, because: string): ExplainedVerdict {
  return { state: 'absent', code, because };
}

export function cantTell(code: ExplainedCode, needs: string): ExplainedVerdict {
  return { state: 'unknown', code, needs };
}

/** "metric", and how to get it where k6 leaves it out of the short form of its text. */
export function metricNeeded(metric: string, { summary }: Facts): string {
  return summary.format === 'text-1.x' ? `${metric} (k6 1.x prints it with --summary-mode=full)` : metric;
}
