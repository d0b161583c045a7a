import type { Failure } from '../schema/failure.ts';

/** A failure as it is printed: code and cause, then the fix. */
export function formatFailure({ code, message, fix }: Failure): string {
  return `${code}: ${message}\n  fix: ${fix}`;
}
