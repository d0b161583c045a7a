import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { platform } from 'node:process';

/** USER_HZ of proc_stat(5), 100 on every architecture that Node runs on. */
const tickMs = 10;

/** Idle time of all CPUs together since boot, ms, as the system counts it. */
export const idleMs: () => number = platform === 'linux' ? linuxIdleMs : anyIdleMs;

/** The fourth number of the first line of /proc/stat, proc_stat(5). `os.cpus()` reads each CPU's frequency too, at ten times the cost. */
function linuxIdleMs(): number {
  const [, , , , idle] = readFileSync('/proc/stat', 'utf8').split(/\s+/, 5);
  return Number(idle) * tickMs;
}

function anyIdleMs(): number {
  return cpus().reduce((sum, cpu) => sum + cpu.times.idle, 0);
}

/** CPU time of this very process, µs: what measuring costs. */
export function ownCpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
