import type { Failure } from '../schema/failure.ts';

/**
 * An error that its reader can act on: `code` is stable and documented, `message` names the option or
 * file, what was expected and what was found, `fix` is what to do.
 */
export class BenchError extends Error {
  readonly code: string;
  readonly fix: string;

  constructor(code: string, message: string, fix: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BenchError';
    this.code = code;
    this.fix = fix;
  }

  toFailure(): Failure {
    return { code: this.code, message: this.message, fix: this.fix };
  }
}

/** Any thrown value as a failure that can be written to disk; one that we did not foresee is `INTERNAL`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof BenchError) return error.toFailure();
  return {
    code: 'INTERNAL',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    fix: 'This is a fault of the plugin: please report it with this text.',
  };
}
