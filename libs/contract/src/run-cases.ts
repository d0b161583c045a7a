import type { Case, Target } from './case.ts';
import { cases as all } from './cases/index.ts';

export interface Failure {
  /** The name of the case. */
  name: string;
  /** What was expected and what was found. */
  reason: string;
}

/** Runs black-box cases, one after the other, and tells which the server does not pass. */
export async function runCases(
  target: Target,
  cases: readonly Case[] = all,
): Promise<{ passed: number; failures: Failure[] }> {
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
