import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { platform } from 'node:process';

/** USER_HZ of proc_stat(5), 100 on every architecture that Node runs on. */
const tickMs = 10;

/** What the system counts of all CPUs together since boot, ms. */
export interface MachineTimes {
  idleMs: number;
  /** In which the hypervisor ran something else; absent where the system does not count it. */
  stolenMs?: number;
}

export const machineTimes: () => MachineTimes = platform === 'linux' ? linuxMachineTimes : anyMachineTimes;

/** "idle" and "steal" of the first line of /proc/stat, proc_stat(5). `os.cpus()` reads each CPU's frequency too, at ten times the cost. */
function linuxMachineTimes(): MachineTimes {
  const fields = readFileSync('/proc/stat', 'utf8').split(/\s+/, 9);
  return { idleMs: Number(fields[4]) * tickMs, stolenMs: Number(fields[8]) * tickMs };
}

function anyMachineTimes(): MachineTimes {
  return { idleMs: cpus().reduce((sum, cpu) => sum + cpu.times.idle, 0) };
}

/** CPU time of this very process, µs: what measuring costs. */
export function ownCpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
