import type { Finding, FindingCode, RankedFigure } from '../schema/finding.ts';
import type { Result } from '../schema/result.ts';

/** What is wrong with a server or with one of its scenarios, whatever a baseline says. */
export interface Fault {
  server: string;
  label: string;
  /** The CPU limit, in cores, of a run that has several. */
  cpus?: number;
  /** Absent where it is the server as a whole. */
  scenario?: string;
  reason: string;
}

/** The findings that a server itself is to blame for; of the others the machine, the generator or the load is. */
const ownFaults: readonly FindingCode[] = ['error-responses', 'delayed-ack-stall', 'memory-growth'];
/** Where the generator had no CPU, it and not the server may have been late. */
const excuses: readonly FindingCode[] = ['generator-saturated', 'noisy-host'];

/** The finding of the server's own doing that makes the figure meaningless, if any. */
export function ownFaultIn(findings: readonly Finding[], figure: RankedFigure): Finding | undefined {
  const excused = findings.some(({ code }) => excuses.includes(code));
  return findings.find(
    ({ code, invalidates }) =>
      invalidates.includes(figure) &&
      (ownFaults.includes(code) || (code === 'dropped-iterations' && !excused)),
  );
}

/**
 * What fails a gate at once: a server that failed or broke the contract, a scenario that was never measured to its end, answers
 * that are errors in 1 % of the requests or more, and a search in which not even the lowest rate was held.
 */
export function faultsOf(
  result: Result,
  scenarios: readonly { scenario: string; findings: readonly Finding[] }[],
): Fault[] {
  const { server, label, cpus } = result;
  const of = { server, label, ...(cpus !== undefined && { cpus }) };
  const inServer = result.errors
    .filter(({ scenario }) => scenario === undefined)
    .map(({ code, message }) => ({ ...of, reason: `${code}: ${message}` }));
  if (inServer.length > 0) return inServer;
  const planned = result.scenarios.flatMap((scenario) => {
    const failed = result.rounds.find((round) => round.scenario === scenario && round.status === 'failed');
    if (failed?.status === 'failed') {
      return [{ ...of, scenario, reason: `${failed.error.code}: ${failed.error.message}` }];
    }
    const measured = result.rounds.some((round) => round.scenario === scenario);
    return measured ? [] : [{ ...of, scenario, reason: 'no round of it was measured' }];
  });
  const answers = scenarios.flatMap(({ scenario, findings }) =>
    findings
      .filter(({ code, invalidates }) => code === 'error-responses' && invalidates.length > 0)
      .map(({ code, summary }) => ({ ...of, scenario, reason: `${code}: ${summary}` })),
  );
  return [...planned, ...answers];
}
