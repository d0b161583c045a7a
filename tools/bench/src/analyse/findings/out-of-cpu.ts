/** Of the machine. With less of it idle the machine has run out of CPU: 0.01 to 0.05 was idle in fifteen saturated rounds. */
export const RUN_OUT_SHARE = 0.1;
/** Of the machine. A stall and a wait left 0.6 and more of it idle. With as much of it idle nobody is kept from using more by others. */
export const IDLE_SHARE = 0.25;
/**
 * Of the CPUs that a program may use, or of one, which a program of one thread uses up at 0.95 to 1.05; also of a quota: a server
 * with a standing backlog used 1.00 to 1.01 of one of 1 ms in each 10 ms, and what it leaves expires with the period.
 */
export const OWN_SHARE = 0.9;

/** A core, and the helpers of the one thread that is on it: a collector, a compiler. */
export function isOneThread(cores: number): boolean {
  return cores >= OWN_SHARE && cores <= 1.2;
}
