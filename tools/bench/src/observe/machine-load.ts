import { cpus } from 'node:os';

/** Idle time of all CPUs together since boot, ms, as the system counts it. */
export function idleMs(): number {
  return cpus().reduce((sum, cpu) => sum + cpu.times.idle, 0);
}

/** CPU time of this very process, µs: what measuring costs. */
export function ownCpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
