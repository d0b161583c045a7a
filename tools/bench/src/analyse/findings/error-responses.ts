import type { Observation } from '../observation.ts';
import { SPOILS_P99_SHARE } from './spoils-p99.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'error-responses';

/** Requests or checks failed: a refusal is quicker and cheaper than an answer. */
export function errorResponses({ load }: Observation): Verdict {
  // Failures are counted in the lead-in and while the load ends, too.
  const requests = load.requestsWithOutside ?? load.requests;
  if (load.failedRequests === undefined || requests === undefined) {
    return unknown(code, 'http_req_failed and http_reqs');
  }
  const failed = Math.max(load.failedRequests, Math.min(load.failedChecks ?? 0, requests));
  if (failed === 0) return absent(code, 'no request failed');
  const share = requests > 0 ? failed / requests : 1;
  return present({
    code,
    summary:
      `${shown(load.failedRequests)} of ${shown(requests)} requests failed` +
      `${load.failedChecks ? `, and ${shown(load.failedChecks)} checks` : ''} (${percent(share)}).`,
    evidence: {
      failedRequests: load.failedRequests,
      failedChecks: load.failedChecks ?? 0,
      requests,
      failedShare: share,
    },
    remedy:
      "Read the server's log of the run and the generator's log; check the answers with the contract's suite.",
    invalidates: share >= SPOILS_P99_SHARE ? ['requestsPerSecond', 'latencyMs', 'cpuMicrosPerRequest'] : [],
  });
}
