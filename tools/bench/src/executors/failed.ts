import { toFailure } from '../errors/bench-error.ts';
import { formatFailure } from '../errors/format-failure.ts';

/** Prints what stopped an executor, and is the answer that Nx gets for it. */
export function failed(thrown: unknown): { success: false } {
  process.stderr.write(`${formatFailure(toFailure(thrown))}\n`);
  return { success: false };
}
