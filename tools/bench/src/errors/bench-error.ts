import type { Failure } from '../schema/failure.ts';
import type { ErrorCode } from './error-code.ts';

/**
 * An error that its reader can act on: `code` is stable and documented, `message` names the option or
 * file, what was expected and what was found, `fix` is what to do.
 */
export class BenchError extends Error {
  readonly code: ErrorCode;
  readonly fix: string;

  constructor(code: ErrorCode, message: string, fix: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BenchError';
    this.code = code;
    this.fix = fix;
  }

  /** A failure that was written down before, raised again. Its code may be of an older version. */
  static of({ code, message, fix }: Failure): BenchError {
    return new BenchError(code as ErrorCode, message, fix);
  }

  toFailure(): Failure {
    return { code: this.code, message: this.message, fix: this.fix };
  }
}

/** Any thrown value as a failure that can be written to disk; one that we did not foresee is `INTERNAL`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof BenchError) return error.toFailure();
  return {
    code: 'INTERNAL' satisfies ErrorCode,
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    fix: 'This is a fault of the plugin: please report it with this text.',
  };
}
