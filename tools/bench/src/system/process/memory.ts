import { readProc } from './proc.ts';

/** VmRSS of proc_pid_status(5), given in KiB, in bytes; 0 once the process has ended. */
export function residentBytesOf(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+)/m.exec(readProc(pid, 'status') ?? '')?.[1];
  return Number(kibibytes ?? 0) * 1024;
}
