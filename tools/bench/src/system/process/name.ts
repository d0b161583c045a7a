import { readProc } from './proc.ts';

/** `process 17 (node)`, by /proc/<pid>/comm; without the name where that cannot be read. */
export function nameOfProcess(pid: number): string {
  const name = readProc(pid, 'comm')?.trim();
  return name ? `process ${pid} (${name})` : `process ${pid}`;
}
