import type { Target } from './case.ts';
import { cases } from './cases/index.ts';

export interface Failure {
  /** The name of the case. */
  name: string;
  /** What was expected and what was found. */
  reason: string;
}

/** Runs every black-box case, one after the other, and tells which the server does not pass. */
export async function runCases(target: Target): Promise<{ passed: number; failures: Failure[] }> {
  const failures: Failure[] = [];
  for (const { name, run } of cases) {
    try {
      await run(target);
    } catch (error) {
      failures.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { passed: cases.length - failures.length, failures };
}
