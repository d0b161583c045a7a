import { type Group, groupRows, sameGroup } from '../../analyse/groups.ts';
import { isKnown } from '../../schema/figure.ts';
import { invalidates } from '../../schema/figures/read-figure.ts';
import { workloadOf } from '../../schema/load-name.ts';
import type { FailedRow, MeasuredRow, Report, Row } from '../../schema/report.ts';

/**
 * What servers do within a CPU limit, one row each: throughput, cost and memory under the load that uses the limit up, latency
 * under the one at a share of that. `parts` are the tables that hold both by themselves.
 */
export interface LimitedGroup extends Group {
  /** Of what the first load reached, 0 to 1. */
  rateShare: number;
  cores: number;
  parts: Group[];
}

/** One for each pair of scenarios of which the second has its rate from the first, under a CPU quota. */
export function limitedGroups(report: Report): LimitedGroup[] {
  const groups = groupRows(report);
  return groups.flatMap((atShare) => {
    const rate = atShare.rows.flatMap((row) => (row.status === 'measured' && row.rateShare) || [])[0];
    const full = groups.find(
      (group) => rate !== undefined && sameGroup(group, { ...atShare, scenario: rate.of }),
    );
    const limit = full?.rows.flatMap((row) => (row.status === 'measured' && row.cpuLimit) || [])[0];
    if (rate === undefined || full === undefined || limit?.by !== 'quota') return [];
    const rows = full.rows.map((row) => joined(row, partnerOf(row, atShare)));
    return [
      {
        ...full,
        scenario: `${full.scenario} and ${atShare.scenario}`,
        rows: rows.sort((one, other) => orderOf(one) - orderOf(other)),
        rateShare: rate.share,
        cores: limit.cores,
        parts: [full, atShare],
      },
    ];
  });
}

/** `0.1 cores and 256m of memory each, …`: what the table shows, in words. */
export function limitedTitle(
  { runs }: Report,
  { rows, launcher, cores, rateShare, runIds, parts }: LimitedGroup,
): string {
  const memory = runs[runIds[0]!]?.options.memory;
  const period = rows.flatMap(
    (row) => (row.status === 'measured' && row.cpuLimit?.by === 'quota' && row.cpuLimit.periodMs) || [],
  )[0];
  const quota = `${cores} CPU ${cores === 1 ? 'core' : 'cores'}${period === undefined ? '' : ` (${cores * period} ms in each ${period} ms)`}`;
  const workload = workloadOf(parts[0]!.scenario);
  return (
    `${workload === undefined ? '' : `Workload ${workload}: `}${quota}${memory !== undefined ? ` and ${memory} of memory` : ''} each, launcher ${launcher}, most requests/s first; ` +
    `latency at ${rateShare * 100} % of each server's own requests/s${withoutCapacity(parts[1]!)}`
  );
}

/** Those whose requests/s another thing than the server has set. */
function withoutCapacity({ rows }: Group): string {
  const labels = rows.flatMap((row) =>
    row.status === 'measured' &&
    row.rateShare?.bound !== undefined &&
    row.rateShare.bound !== 'server-limit' &&
    row.rateShare.bound !== 'server-cpu'
      ? [row.label]
      : [],
  );
  return labels.length === 0 ? '' : `, which are not the capacity of ${labels.join(', ')}`;
}

function partnerOf({ server, runId }: Row, { rows }: Group): Row | undefined {
  return rows.find((row) => row.server === server && row.runId === runId);
}

/** Each figure with what was found of its own load alone. */
function joined(full: Row, atShare: Row | undefined): Row {
  if (full.status === 'failed') return full;
  if (atShare === undefined) return full;
  if (atShare.status === 'failed') return { ...identityOf(full), status: 'failed', errors: atShare.errors };
  return {
    ...full,
    latencyMs: atShare.latencyMs,
    waitingMs: atShare.waitingMs,
    receivingMs: atShare.receivingMs,
    requests: full.requests + atShare.requests,
    ...(full.failedRequests !== undefined &&
      atShare.failedRequests !== undefined && {
        failedRequests: full.failedRequests + atShare.failedRequests,
      }),
    droppedIterations: full.droppedIterations + atShare.droppedIterations,
    findings: [
      ...findingsOn(full, (figure) => figure !== 'latencyMs'),
      ...findingsOn(atShare, (figure) => figure === 'latencyMs'),
    ],
    errors: [...full.errors, ...atShare.errors],
  };
}

function identityOf({
  server,
  label,
  launcher,
  scenario,
  workload,
  workloadSha256,
  runId,
  cpus,
}: MeasuredRow): Omit<FailedRow, 'status' | 'errors'> {
  return {
    server,
    label,
    launcher,
    scenario,
    ...(workload !== undefined && { workload }),
    ...(workloadSha256 !== undefined && { workloadSha256 }),
    runId,
    ...(cpus !== undefined && { cpus }),
  };
}

/** That the server is saturated is what the first load is for. */
function findingsOn(
  { scenario, findings }: MeasuredRow,
  shown: (figure: MeasuredRow['findings'][number]['invalidates'][number]) => boolean,
): MeasuredRow['findings'] {
  return findings
    .filter(({ code }) => code !== 'server-saturated')
    .map((finding) => ({
      ...finding,
      summary: `${scenario}: ${finding.summary}`,
      invalidates: finding.invalidates.filter(shown),
    }));
}

/** The highest rate first, then what is not ranked, then what failed. */
function orderOf(row: Row): number {
  if (row.status === 'failed') return Number.MAX_VALUE;
  const { requestsPerSecond } = row;
  return isKnown(requestsPerSecond) && !invalidates(row, 'requestsPerSecond')
    ? -requestsPerSecond.median
    : Number.MAX_SAFE_INTEGER;
}
