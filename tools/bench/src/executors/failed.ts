import { toFailure } from '../errors/bench-error.ts';
import { formatFailure } from '../errors/format-failure.ts';
import { sayAfterNx } from './terminal-here.ts';

/** Prints what stopped an executor, and is the answer that Nx gets for it. */
export function failed(thrown: unknown): { success: false } {
  const failure = toFailure(thrown);
  const said = `${formatFailure(failure)}\n`;
  process.stderr.write(said);
  if (failure.code === 'INTERRUPTED') sayAfterNx(said);
  return { success: false };
}
