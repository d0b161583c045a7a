/** An error that its reader can act on: `code` is stable, `message` says what was expected and found, `fix` what to do. */
export class ToolchainError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {string} fix
   * @param {ErrorOptions} [options]
   */
  constructor(code, message, fix, options) {
    super(message, options);
    this.name = 'ToolchainError';
    this.code = code;
    this.fix = fix;
  }
}

/**
 * Prints the error for a terminal and makes the process exit with code 1.
 * @param {unknown} error
 */
export function reportAndFail(error) {
  if (error instanceof ToolchainError) {
    process.stderr.write(`${error.code}: ${error.message}\n  fix: ${error.fix}\n`);
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
  process.exitCode = 1;
}
