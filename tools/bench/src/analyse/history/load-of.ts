import type { Provenance } from '../../schema/provenance.ts';
import type { RecordedOptionName } from '../../schema/recorded-options.ts';
import type { Row } from '../../schema/report.ts';

/** Options that change what is measured; more rounds, another seed or order do not. */
const relevant: readonly RecordedOptionName[] = [
  'endpoint',
  'duration',
  'warmup',
  'vus',
  'rate',
  'cpus',
  'cpuset',
  'memory',
];

/** The load of a row as `name=value` pairs: `duration=5s vus=50`. Rows under different loads share no trend. */
export function loadOf(row: Row, run: Provenance): string {
  const options = { ...run.options, ...row.options };
  const pinning = (row.status === 'measured' ? row.pinning : undefined) ?? run.pinning;
  const pairs = relevant
    .filter((name) => options[name] !== undefined)
    .map((name) => `${name}=${String(options[name])}`);
  if (row.workloadSha256 !== undefined) pairs.push(`workload=${row.workloadSha256.slice(0, 12)}`);
  return [...pairs, ...(pinning?.state === 'pinned' ? [`pinnedTo=${pinning.serverCpus}`] : [])].join(' ');
}
