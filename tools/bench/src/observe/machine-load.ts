import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { platform } from 'node:process';
import { allowedCpus } from '../system/allowed-cpus.ts';

/** USER_HZ of proc_stat(5), 100 on every architecture that Node runs on. */
const tickMs = 10;

/** What the system counts since boot of the CPUs that the bench may use, together, ms. */
export interface MachineTimes {
  idleMs: number;
  /** In which the hypervisor ran something else; absent where the system does not count it. */
  stolenMs?: number;
}

export const machineTimes: () => MachineTimes = platform === 'linux' ? linuxMachineTimes : anyMachineTimes;

/** `os.cpus()` reads each CPU's frequency too, at ten times the cost. */
function linuxMachineTimes(): MachineTimes {
  return parseMachineTimes(readFileSync('/proc/stat', 'utf8'), allowedCpus());
}

/**
 * "idle", "iowait" and "steal" of the lines `cpuN` of /proc/stat, proc_stat(5). A CPU in iowait is idle: what waits for a
 * disk leaves it to everybody.
 */
export function parseMachineTimes(stat: string, cpus: readonly number[]): MachineTimes {
  let [idleTicks, stolenTicks] = [0, 0];
  for (const line of stat.split('\n')) {
    if (!line.startsWith('cpu')) break;
    const [name, , , , idle, iowait, , , steal] = line.split(/\s+/, 9);
    if (!cpus.includes(Number(name!.slice(3) || Number.NaN))) continue;
    idleTicks += Number(idle) + Number(iowait);
    stolenTicks += Number(steal);
  }
  return { idleMs: idleTicks * tickMs, stolenMs: stolenTicks * tickMs };
}

function anyMachineTimes(): MachineTimes {
  return { idleMs: cpus().reduce((sum, cpu) => sum + cpu.times.idle, 0) };
}

/** CPU time of this very process, µs: what measuring costs. */
export function ownCpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
