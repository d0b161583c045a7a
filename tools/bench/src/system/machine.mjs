// Plain JavaScript, since Nx runs it as a program for the cache key and Node 20 reads no TypeScript.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem, type } from 'node:os';

/**
 * The machine that a measurement belongs to.
 * @returns {import('../schema/provenance.ts').Machine}
 */
export function readMachine() {
  const machine = {
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    cpus: cpus().length,
    memoryBytes: totalmem(),
    os: type(),
    kernel: release(),
    architecture: arch(),
    governor: governor(),
  };
  // Memory is rounded, since what the firmware keeps back can differ by a few pages from boot to boot.
  const gibibytes = Math.round(machine.memoryBytes / 2 ** 30);
  const identity = JSON.stringify({ ...machine, memoryBytes: gibibytes });
  return { fingerprint: createHash('sha256').update(identity).digest('hex').slice(0, 12), ...machine };
}

/** Linux cpufreq: Documentation/admin-guide/pm/cpufreq.rst. */
function governor() {
  if (platform() !== 'linux') return 'unknown';
  try {
    return readFileSync('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor', 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
