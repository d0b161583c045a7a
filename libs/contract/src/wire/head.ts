import { ContractBreach, showBytes } from '../breach.ts';

/** The head of a response (RFC 9112, 4 and 5). */
export interface Head {
  status: number;
  /** By lower-case name; the values of a repeated field are joined by `, `. */
  headers: ReadonlyMap<string, string>;
}

/** Reads a head without its empty last line; strict, because a client that forgives hides what a server does. */
export function parseHead(bytes: Buffer): Head {
  const [statusLine = '', ...fieldLines] = bytes.toString('latin1').split('\r\n');
  const status = /^HTTP\/1\.[01] ([1-5]\d\d) [^\r\n]*$/.exec(statusLine)?.[1];
  if (status === undefined) {
    throw new ContractBreach('status line', 'HTTP/1.1 <status> <reason>', showBytes(bytes));
  }
  const headers = new Map<string, string>();
  for (const line of fieldLines) {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([^\r\n]*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      throw new ContractBreach('header field', '<name>: <value>', JSON.stringify(line));
    }
    const earlier = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return { status: Number(status), headers };
}
