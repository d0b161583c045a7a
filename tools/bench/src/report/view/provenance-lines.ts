import { isKnown } from '../../schema/figure.ts';
import type { Provenance } from '../../schema/provenance.ts';
import type { Report, Row } from '../../schema/report.ts';
import { formatBytes } from '../../text/format.ts';
import { pinningLine } from './pinning-line.ts';

export function revisionLine({ git }: Provenance): string {
  if (git.state === 'unknown') return `unknown (${git.reason})`;
  return `${git.revision.slice(0, 12)}${git.dirty ? ' with local changes' : ''}`;
}

export function machineLine({ machine, memoryReadNs }: Provenance): string {
  const cpus = `${machine.cpus} CPU${machine.cpus === 1 ? '' : 's'}`;
  const read = memoryReadNs === undefined ? '' : ` (a read ${Math.round(memoryReadNs)} ns)`;
  return `${machine.cpuModel}, ${cpus}, ${formatBytes(machine.memoryBytes)}${read}, ${machine.os}, kernel ${machine.kernel}, governor ${machine.governor}`;
}

/** The load generators of a run with their versions. */
export function generatorsLine({ tools }: Provenance): string {
  const settings = Object.entries(tools.k6Environment ?? {}).map(([name, value]) => ` ${name}=${value}`);
  const extensions = tools.k6Extensions ? ` with ${tools.k6Extensions.join(' and ')}` : '';
  return [
    `k6 ${tools.k6}${extensions}${settings.join('')}`,
    ...(tools.wrk === undefined ? [] : [`wrk ${tools.wrk}`]),
  ].join(', ');
}

/** The number of rounds behind the rows of a run; 0 where nothing was measured. */
export function roundsOf(rows: readonly Row[], runId: string): number {
  const rounds = rows.flatMap((row) =>
    row.status === 'measured' && row.runId === runId && isKnown(row.cpuMicrosPerRequest)
      ? [row.cpuMicrosPerRequest.rounds]
      : [],
  );
  return Math.max(0, ...rounds);
}

/** What the rows of a run ran in: each engine and network once; none where they were plain processes. */
export function containerLine(rows: readonly Row[], runId: string): string | undefined {
  const containers = rows.flatMap((row) =>
    row.status === 'measured' && row.runId === runId && row.container ? [row.container] : [],
  );
  const kinds = new Set(containers.map(({ engine, network }) => `${engine}, ${network} network`));
  return kinds.size === 0 ? undefined : `containers by ${[...kinds].join(' and ')}`;
}

/** Where CPU and memory of the rows of a run are from, where that is not the kernel of the machine that is named. */
export function accountLine(rows: readonly Row[], runId: string): string | undefined {
  const isByKubelet = rows.some(
    (row) => row.status === 'measured' && row.runId === runId && row.account?.kind === 'kubelet',
  );
  return isByKubelet ? "CPU and memory by the counters of the kubelet of each server's node" : undefined;
}

/** How several runners made the loads of a run; undefined where there was one. */
export function runnersLine(rows: readonly Row[], runId: string): string | undefined {
  const merged = rows.flatMap((row) =>
    row.status === 'measured' && row.runId === runId && row.merged ? [row.merged] : [],
  );
  if (merged.length === 0) return undefined;
  const percent = (share: number) => `${Number((share * 100).toPrecision(2))} %`;
  const worst = (of: 'p50' | 'p99' | 'p999') =>
    percent(Math.max(...merged.map(({ latencyErrorShareAtMost }) => latencyErrorShareAtMost[of])));
  const skews = merged.flatMap(({ startSkew }) => (startSkew.state === 'known' ? [startSkew.atMostMs] : []));
  const start =
    skews.length === merged.length
      ? `began within ${Number(Math.max(...skews).toPrecision(2))} ms`
      : 'began at times that nobody tells';
  return `each load by ${Math.max(...merged.map(({ runners }) => runners))} runners of k6, which ${start}; their distributions are merged, p50 within ${worst('p50')}, p99 ${worst('p99')}, p99.9 ${worst('p999')}`;
}

/** One line on where a run's figures come from. */
export function runLine(report: Report, runId: string): string {
  const provenance = report.runs[runId];
  if (!provenance) return 'The report does not say where this run comes from.';
  const { tools } = provenance;
  const containers = containerLine(report.rows, runId);
  const account = accountLine(report.rows, runId);
  const pinning = pinningLine(report.rows, runId);
  const runners = runnersLine(report.rows, runId);
  const rounds = roundsOf(report.rows, runId);
  return [
    machineLine(provenance),
    ...(containers === undefined ? [] : [containers]),
    ...(account === undefined ? [] : [account]),
    ...(pinning === undefined ? [] : [pinning]),
    `${generatorsLine(provenance)}, Node ${tools.node}`,
    ...(runners === undefined ? [] : [runners]),
    `${rounds} ${rounds === 1 ? 'round' : 'interleaved rounds'}, seed ${provenance.seed}`,
    `revision ${revisionLine(provenance)}`,
    provenance.startedAt,
  ].join('; ');
}
