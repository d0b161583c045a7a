/** Why the server cannot start; the message begins with a stable code and ends with the remedy. */
export class StartError extends Error {
  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = 'StartError';
  }
}
