import { countOutput } from './count-output.ts';
import { nothing, type Tally } from './tally.ts';

/** A task that Nx ran, or took from its cache. */
export interface FinishedTask {
  readonly id: string;
  readonly target: string;
  readonly succeeded: boolean;
  /** From its start to its end; next to nothing where its result came from the cache. */
  readonly seconds: number;
  readonly output: string;
}

const one = { passed: { ...nothing, passed: 1 }, failed: { ...nothing, failed: 1 } };
const checks = new Set(['lint', 'typecheck']);
const suites = new Set(['test', 'e2e']);

/**
 * A lint or typecheck counts as one, a test target as the tests that its runners report, anything else (a build, the
 * set-up) only when it failed. A task that failed counts as at least one failure, whatever it printed.
 */
export function countTask({
  target,
  succeeded,
  output,
}: Pick<FinishedTask, 'target' | 'succeeded' | 'output'>): Tally {
  const whole = succeeded ? one.passed : one.failed;
  if (checks.has(target)) return whole;
  if (!suites.has(target)) return succeeded ? nothing : one.failed;
  const reported = countOutput(output) ?? (succeeded ? one.passed : nothing);
  return succeeded || reported.failed > 0 ? reported : { ...reported, failed: 1 };
}
