import type { Machine } from '../../schema/provenance.ts';

/** A name for a folder, such as `amd-epyc-2-cpus-linux`. */
export function machineName({ cpuModel, cpus, os }: Pick<Machine, 'cpuModel' | 'cpus' | 'os'>): string {
  const model = cpuModel.replace(/\(.*?\)|@.*|\bCPU\b|\d+-Core Processor/g, ' ');
  return `${model} ${cpus} cpus ${os}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
