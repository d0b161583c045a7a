import { percent, shown } from '../../analyse/findings/verdict.ts';
import type { Facts } from '../facts.ts';
import { counted, quoted } from '../words.ts';
import { failing, kindOf, unexplainedFailures } from './checks.ts';
import { cantTell, type ExplainedVerdict, found, notFound } from './verdict.ts';

const code = 'failed-checks';

/** Which checks fail, those of time apart from those of the answer. */
export function failedChecksIn({ checks, summary }: Facts): ExplainedVerdict {
  if (!checks) return cantTell(code, 'checks in the script, and their lines in the summary');
  if (checks.failedShare === 0) {
    return notFound(
      code,
      checks.passed === undefined ? 'all checks passed' : `all ${shown(checks.passed)} checks passed`,
    );
  }
  if (unexplainedFailures(summary.checks, checks.failed) === 0) {
    return notFound(code, 'the checks that failed exclude one another, and each answer passes one of them');
  }
  const named = failing(summary.checks);
  const listed = named.map(({ name, passes, fails }) => ({
    text: `${name}: ${percent(fails / (passes + fails))}`,
    name,
  }));
  const onlyLatency = named.length > 0 && named.every((check) => kindOf(check) === 'latency');
  const counts =
    checks.failed === undefined
      ? `${percent(checks.failedShare)} of the checks failed`
      : `${counted(checks.failed, 'check')} failed (${percent(checks.failedShare)} of all)`;
  const which = onlyLatency
    ? ': the answers came later than the script allows, which is no error of theirs'
    : named.length === 0
      ? '; which ones the summary does not say'
      : '';
  return found({
    code,
    summary: `${counts}${listed.length > 0 ? `, by share of each: ${quoted(listed.map(({ text }) => text))}` : ''}${which}.`,
    evidence: {
      ...(checks.failed !== undefined && { failedChecks: checks.failed }),
      failedShareOfChecks: checks.failedShare,
    },
    remedy: onlyLatency
      ? 'Compare the limit in the check with the percentiles of http_req_duration.'
      : 'Log status and body where a check fails; the ✗ lines of the summary name the checks.',
  });
}
