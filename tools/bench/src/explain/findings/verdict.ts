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

/** What k6 since 1.0 leaves out of the short form of its text. */
const onlyInFull = /^http_req_(?:blocked|connecting|looking_up|receiving|sending|tls_handshaking|waiting)$/;

/** Those of the metrics that a summary lacks, and how the k6 that wrote it prints them; all of them where it lacks none. */
export function metricsNeeded(metrics: readonly string[], { summary }: Facts): string {
  const lacking = metrics.filter((metric) => !summary.metrics.has(metric));
  const named = lacking.length > 0 ? lacking : metrics;
  const list = [named.slice(0, -1).join(', '), named.at(-1)].filter(Boolean).join(' and ');
  if (summary.format === 'text-1.x' && named.some((metric) => onlyInFull.test(metric))) {
    return `${list} (k6 prints ${named.length === 1 ? 'it' : 'them'} with --summary-mode=full)`;
  }
  return summary.format === 'text' && named.includes('http_req_failed')
    ? `${list} (k6 has it since 0.31)`
    : list;
}
