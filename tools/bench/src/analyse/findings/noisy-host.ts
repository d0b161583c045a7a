import type { Observation, ObservedCpu } from '../observation.ts';
import { droppedBesideOthers, isNoisy } from './noisy-round.ts';
import { varyBesideOthers } from './round-variation.ts';
import { atItsQuota } from './server-limit.ts';
import { SPOILS_P99_SHARE } from './spoils-p99.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'noisy-host';

/** A quarter of the machine gone to others: the rate and latency are those of a smaller machine. */
const SPOILING_SHARE = 0.25;
/** Of what others used. Above it there is no program on this machine that one could stop. */
const MOSTLY_STOLEN = 0.5;

/** Other processes, or other guests of the hypervisor, used the CPU while the load ran. */
export function noisyHost(observation: Observation): Verdict {
  const { cpu, load, rounds } = observation;
  if (!cpu) return unknown(code, 'the CPU time of all other processes while the load ran');
  const foreign = rounds.map((round) => round.machine.foreignCores);
  const noisyRounds = rounds.filter(isNoisy).length;
  const worst = Math.max(cpu.foreignCores, ...foreign);
  const dropped = droppedBesideOthers(rounds);
  const varied = varyBesideOthers(rounds);
  const harmless = worst <= SPOILING_SHARE * cpu.cpus && dropped === 0 && !varied;
  if (noisyRounds * 2 <= foreign.length && harmless) {
    return absent(code, `other processes used ${shown(cpu.foreignCores)} of ${cpu.cpus} cores`);
  }
  const droppedShare = dropped / Math.max(1, dropped + (load.iterations ?? 0));
  // Whatever others had, such a server had all the CPU that it may.
  const limited = atItsQuota(observation) !== undefined;
  const spoiled =
    !limited && (cpu.foreignCores > SPOILING_SHARE * cpu.cpus || droppedShare >= SPOILS_P99_SHARE);
  return present({
    code,
    summary:
      `Other processes used ${shown(cpu.foreignCores)} of ${cpu.cpus} cores while the load ran (worst round: ` +
      `${shown(worst)}, ${percent(worst / cpu.cpus)} of the machine)` +
      `${cpu.stolenCores ? `; the kernel counts ${shown(cpu.stolenCores)} as stolen by the hypervisor` : ''}.` +
      `${dropped > 0 ? ` Meanwhile k6 dropped ${shown(dropped)} iterations.` : ''}` +
      `${varied ? ' Rounds differ by more than quiet ones do.' : ''}`,
    evidence: {
      foreignCores: cpu.foreignCores,
      ...(cpu.stolenCores !== undefined && { stolenCores: cpu.stolenCores }),
      worstRoundForeignCores: worst,
      noisyRounds,
      rounds: foreign.length,
      cpus: cpu.cpus,
      ...(dropped > 0 && { droppedIterations: dropped, droppedShare }),
    },
    remedy: remedyFor(cpu),
    invalidates: spoiled ? ['requestsPerSecond', 'latencyMs'] : [],
  });
}

function remedyFor({ foreignCores, stolenCores }: ObservedCpu): string {
  return stolenCores !== undefined && stolenCores > MOSTLY_STOLEN * foreignCores
    ? "The hypervisor gives this machine's CPUs to others (steal time): measure again later, or on dedicated CPUs."
    : 'Stop what else runs on this machine (builds, browsers, indexers, other benches) and measure again.';
}
