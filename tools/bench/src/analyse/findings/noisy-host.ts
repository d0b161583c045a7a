import type { Observation } from '../observation.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'noisy-host';

/**
 * As shares of the machine's cores. Interrupts, the kernel's threads, stolen time and Nx itself used 0.03 to 0.07 in fifteen
 * rounds on two cores that k6 and server took whole.
 */
const NOTICEABLE_SHARE = 0.1;
/** A quarter of the machine gone to others: the rate and latency are those of a smaller machine. */
const SPOILING_SHARE = 0.25;

/** Other processes used the CPU while the load ran. */
export function noisyHost({ cpu, rounds }: Observation): Verdict {
  if (!cpu) return unknown(code, 'the CPU time of all other processes while the load ran');
  const foreign = rounds.map((round) => round.machine.foreignCores);
  const noisyRounds = foreign.filter((cores) => cores > NOTICEABLE_SHARE * cpu.cpus).length;
  const worst = Math.max(cpu.foreignCores, ...foreign);
  if (noisyRounds * 2 <= foreign.length && worst <= SPOILING_SHARE * cpu.cpus) {
    return absent(code, `other processes used ${shown(cpu.foreignCores)} of ${cpu.cpus} cores`);
  }
  const spoiled = cpu.foreignCores > SPOILING_SHARE * cpu.cpus;
  return present({
    code,
    summary:
      `Other processes used ${shown(cpu.foreignCores)} of ${cpu.cpus} cores while the load ran (worst round: ` +
      `${shown(worst)}, ${percent(worst / cpu.cpus)} of the machine).`,
    evidence: {
      foreignCores: cpu.foreignCores,
      worstRoundForeignCores: worst,
      noisyRounds,
      rounds: foreign.length,
      cpus: cpu.cpus,
    },
    remedy:
      'Stop what else runs on this machine (builds, browsers, indexers, other benches) and measure again.',
    invalidates: spoiled ? ['requestsPerSecond', 'latencyMs'] : [],
  });
}
