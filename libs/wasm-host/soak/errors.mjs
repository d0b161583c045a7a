/** An error with a stable code, the cause and the way out. */
export class SoakError extends Error {
  /**
   * @param {string} code
   * @param {string} cause what was expected and what was found
   * @param {string} fix
   */
  constructor(code, cause, fix) {
    super(`${code}: ${cause}; ${fix}`);
    this.code = code;
  }
}
