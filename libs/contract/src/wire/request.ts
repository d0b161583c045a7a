export interface RequestParts {
  headers?: Readonly<Record<string, string>>;
  /** Sent with `Content-Length`. */
  body?: Buffer | string;
  version?: '1.0' | '1.1';
}

/** The bytes of a request (RFC 9112, 3); `target` goes out as it stands. */
export function request(method: string, target: string, parts: RequestParts = {}): Buffer {
  const body = parts.body === undefined ? undefined : Buffer.from(parts.body);
  const headers = {
    Host: 'localhost',
    ...parts.headers,
    ...(body && { 'Content-Length': String(body.length) }),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${method} ${target} HTTP/${parts.version ?? '1.1'}\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body ?? Buffer.alloc(0)]);
}

/** A body in chunks (RFC 9112, 7.1), with the last chunk and no trailers. */
export function chunked(...chunks: readonly (Buffer | string)[]): Buffer {
  const framed = chunks.map((chunk) => {
    const bytes = Buffer.from(chunk);
    return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
  });
  return Buffer.concat([...framed, Buffer.from('0\r\n\r\n')]);
}

export const CHUNKED = { 'Transfer-Encoding': 'chunked' };
