import { SPOILS_P99_SHARE } from '../../analyse/findings/spoils-p99.ts';
import { percent, shown } from '../../analyse/findings/verdict.ts';
import type { Facts } from '../facts.ts';
import { counted, quoted } from '../words.ts';
import { failing, kindOf, unexplainedFailures } from './checks.ts';
import { cantTell, type ExplainedVerdict, found, metricsNeeded, notFound } from './verdict.ts';

const code = 'error-responses';

/** Requests failed, or answers were not what the script expects. A check of the time that a request takes is no error. */
export function errorResponsesIn(facts: Facts): ExplainedVerdict {
  const { load, failedShare } = facts;
  if (failedShare !== undefined && failedShare > 0) return failedRequests(facts, failedShare);
  if (load.failedRequests !== undefined && load.failedRequests > 0) return failedRequests(facts, undefined);
  const wrong = wrongAnswers(facts);
  if (wrong) return wrong;
  if (failedShare === undefined) return cantTell(code, metricsNeeded(['http_req_failed'], facts));
  const { failed = 0 } = facts.checks ?? {};
  if (
    failed > 0 &&
    unexplainedFailures(facts.summary.checks, failed) !== 0 &&
    failing(facts.summary.checks).length === 0
  ) {
    return cantTell(
      code,
      `the names of the checks that failed: no request failed, but ${counted(failed, 'check')} did`,
    );
  }
  return notFound(code, 'no request failed');
}

function failedRequests(facts: Facts, share: number | undefined): ExplainedVerdict {
  const { load, checks } = facts;
  const counts = load.failedRequests !== undefined && load.requests !== undefined;
  const how = counts
    ? `${shown(load.failedRequests!)} of ${counted(load.requests!, 'request')} failed${share === undefined ? '' : ` (${percent(share)})`}`
    : share === undefined
      ? `${counted(load.failedRequests!, 'request')} failed`
      : `${percent(share)} of the requests failed`;
  const allPass =
    checks !== undefined &&
    (checks.failedShare === 0 || unexplainedFailures(facts.summary.checks, checks.failed) === 0) &&
    (checks.passed === undefined || checks.passed > 0);
  const evidence = {
    ...(load.failedRequests !== undefined && { failedRequests: load.failedRequests }),
    ...(load.requests !== undefined && { requests: load.requests }),
    ...(share !== undefined && { failedShare: share }),
    ...(checks?.failed !== undefined && { failedChecks: checks.failed }),
  };
  if (allPass) {
    return found({
      code,
      summary:
        `${how}, and ${checks.failedShare > 0 ? 'each answer passed one of the checks that exclude one another' : `all ${checks.passed === undefined ? '' : `${shown(checks.passed)} `}checks passed`}: k6 counts as failed what gets no answer ` +
        'or a status of 400 or more. The script expects it, or does not check for it.',
      evidence,
      remedy:
        'If they are expected, say so with http.setResponseCallback(http.expectedStatuses(…)), and http_req_failed counts true failures ' +
        'alone; else add a check of the status.',
    });
  }
  return found({
    code,
    summary: `${how}: no answer came, or one with a status of 400 or more, unless the script says what counts as failed${loggedReasons(facts)}.`,
    evidence,
    remedy:
      "Read the server's log and k6's warnings of the run; an error answer is often quicker than a good one, and a time-out slower.",
    invalidates: share === undefined || share >= SPOILS_P99_SHARE ? ['requestsPerSecond', 'latencyMs'] : [],
  });
}

const reasons = {
  dialTimeout: 'connections timed out',
  refused: 'connections were refused',
  reset: 'connections were reset',
  tooManyFiles: 'k6 had too many open files',
  requestTimeout: 'requests timed out',
} as const;

function loggedReasons({ summary }: Facts): string {
  const seen = Object.entries(reasons).filter(([kind]) => summary.logged[kind as keyof typeof reasons]);
  return seen.length > 0 ? `; k6's log says that ${seen.map(([, text]) => text).join(', ')}` : '';
}

/** Failed checks of something else than time; without `http_req_failed` (before k6 0.31, or cut) any failed checks. */
function wrongAnswers(facts: Facts): ExplainedVerdict | undefined {
  const { checks, summary, failedShare } = facts;
  if (!checks || checks.failedShare === 0) return undefined;
  if (unexplainedFailures(summary.checks, checks.failed) === 0) return undefined;
  const named = failing(summary.checks);
  const wrong = named.filter((check) => kindOf(check) === 'other');
  if (named.length > 0 && wrong.length === 0) return undefined;
  if (named.length === 0 && failedShare !== undefined) return undefined;
  const counts =
    checks.failed !== undefined && checks.passed !== undefined
      ? `${shown(checks.failed)} of ${counted(checks.failed + checks.passed, 'check')} failed (${percent(checks.failedShare)})`
      : `${percent(checks.failedShare)} of the checks failed`;
  const which = wrong.length > 0 ? `, among them ${quoted(wrong.map(({ name }) => name))}` : '';
  const status =
    failedShare === 0
      ? '; no request failed by its status'
      : facts.http === 'none'
        ? ''
        : '; the summary does not say how many requests failed';
  return found({
    code,
    summary: `${counts}${which}${status}.`,
    evidence: {
      ...(checks.failed !== undefined && { failedChecks: checks.failed }),
      failedShareOfChecks: checks.failedShare,
      ...(facts.load.requests !== undefined && { requests: facts.load.requests }),
    },
    remedy: 'Look at what the failing checks got: a wrong answer may be quicker than a right one.',
  });
}
