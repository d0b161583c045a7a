import type { MeasuredRound } from '../../schema/round.ts';

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
 * Dropped iterations that others may well have caused: those of a noisy round, unless they are more than fell due in all the
 * CPU time that others had. A CPU that is taken away for longer than the VUs last (vus / rate) drops iterations of any server.
 */
export function droppedBesideOthers(round: MeasuredRound): number {
  const { droppedIterations: dropped, iterations } = round.load;
  const due = (dropped + iterations) / round.durationMs;
  return isNoisy(round) && dropped <= due * round.machine.foreignCores * round.durationMs ? dropped : 0;
}
