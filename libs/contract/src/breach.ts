/** What a server did otherwise than the contract says. */
export class ContractBreach extends Error {
  readonly code = 'CONTRACT_BREACH';

  constructor(what: string, expected: string, found: string) {
    super(`${what}: expected ${expected}, found ${found}`);
    this.name = 'ContractBreach';
  }
}

const SHOWN_BYTES = 80;

/** Bytes for a message: quoted, and cut with their number where they are many. */
export function showBytes(bytes: Buffer): string {
  const shown = JSON.stringify(bytes.subarray(0, SHOWN_BYTES).toString('latin1'));
  return bytes.length > SHOWN_BYTES ? `${shown}… (${bytes.length} bytes)` : shown;
}
