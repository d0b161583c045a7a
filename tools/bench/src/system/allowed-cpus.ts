import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { platform } from 'node:process';
import { parseCpuList } from './cpu-list.ts';

let allowed: readonly number[] | undefined;

/**
 * The CPUs that this process may use, and what it starts: its affinity and its cpuset together, Cpus_allowed_list of
 * proc_pid_status(5). Where affinity is not known, all.
 */
export function allowedCpus(): readonly number[] {
  allowed ??= platform === 'linux' ? allowedCpusOf(readFileSync('/proc/self/status', 'utf8')) : allCpus();
  return allowed;
}

export function allowedCpusOf(status: string): number[] {
  const list = /^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1];
  return list === undefined ? allCpus() : parseCpuList(list);
}

const allCpus = () => cpus().map((_, index) => index);
