import type { Provenance } from '../../schema/provenance.ts';

/** Options that change what is measured; more rounds, another seed or order do not. */
const relevant = ['endpoint', 'duration', 'warmup', 'vus', 'rate', 'cpus', 'cpuset', 'memory'] as const;

/** The load of a run as `name=value` pairs: `duration=5s vus=50`. Runs under different loads share no trend. */
export function loadOf({ options, pinning }: Provenance): string {
  const pairs = relevant
    .filter((name) => options[name] !== undefined)
    .map((name) => `${name}=${String(options[name])}`);
  return [...pairs, ...(pinning?.state === 'pinned' ? [`pinnedTo=${pinning.serverCpus}`] : [])].join(' ');
}
