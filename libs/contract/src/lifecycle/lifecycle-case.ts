import type { Program } from './program.ts';

/** One behaviour of a server's life, from its launch to its end. */
export interface LifecycleCase {
  /** Unique, and a sentence about the server. */
  name: string;
  /** Rejects with a `ContractBreach` if the program behaves otherwise; leaves no process behind. */
  run(program: Program): Promise<void>;
}
