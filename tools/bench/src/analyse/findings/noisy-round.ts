import { type MeasuredRound, MOST_FOREIGN_STRETCH_MS } from '../../schema/round.ts';

/**
 * As shares of the machine's cores. Interrupts, the kernel's threads, stolen time and Nx itself used 0.03 to 0.07 in fifteen
 * rounds on two cores that k6 and server took whole.
 */
const NOTICEABLE_SHARE = 0.1;

/** Whether others, another guest of the hypervisor included, had a noticeable part of the machine. */
export function isNoisy({ machine }: MeasuredRound): boolean {
  return machine.foreignCores > NOTICEABLE_SHARE * machine.cpus;
}

/**
 * Dropped iterations that others may well have caused. The VUs last for vus / rate: whoever keeps the CPUs for longer makes k6
 * drop iterations of any server. They are of noisy rounds, or of such with a stretch in which others had the CPUs for as long as
 * that, and no more than fell due in all the CPU time that others had.
 */
export function droppedBesideOthers(rounds: readonly MeasuredRound[]): number {
  return rounds
    .filter((round) => othersExplainDropsOf(round))
    .reduce((sum, { load }) => sum + load.droppedIterations, 0);
}

function othersExplainDropsOf(round: MeasuredRound): boolean {
  const { droppedIterations: dropped, iterations } = round.load;
  const due = dropped + iterations;
  return dropped <= due * round.machine.foreignCores && (isNoisy(round) || outlastsVus(round, due));
}

/**
 * Whether others had all CPUs for longer than the VUs last, in one stretch, if they had them at once. What they have in every
 * stretch, such as interrupts, keeps nobody waiting for long.
 */
function outlastsVus({ load, machine, durationMs }: MeasuredRound, due: number): boolean {
  if (load.vusMax === undefined || machine.mostForeignCores === undefined) return false;
  const vusLastMs = (load.vusMax / due) * durationMs;
  const moreThanAlways = machine.mostForeignCores - machine.foreignCores;
  return (moreThanAlways / machine.cpus) * MOST_FOREIGN_STRETCH_MS >= vusLastMs;
}
