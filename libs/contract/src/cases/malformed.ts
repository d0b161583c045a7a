import type { Case } from '../case.ts';
import { expectAlive, expectRefusal } from '../expect.ts';
import { withConnection } from '../wire/connection.ts';

const messages: readonly (readonly [what: string, message: string])[] = [
  ['a TLS greeting', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
  ['a request line of one word', 'GET\r\nHost: localhost\r\n\r\n'],
  ['a request line that is prose', 'hello there, world\r\nHost: localhost\r\n\r\n'],
  ['a version that is none', 'GET /health HTTP/x.y\r\nHost: localhost\r\n\r\n'],
  ['a method with a forbidden character', 'G@T /health HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['a field without a colon', 'GET /health HTTP/1.1\r\nHost: localhost\r\nnonsense\r\n\r\n'],
  ['a space before the colon', 'GET /health HTTP/1.1\r\nHost: localhost\r\nX-Field : 1\r\n\r\n'],
  ['a NUL in a field', 'GET /health HTTP/1.1\r\nHost: localhost\r\nX-Field: a\0b\r\n\r\n'],
  ['no Host field', 'GET /health HTTP/1.1\r\n\r\n'],
];

/** Messages that are no HTTP/1.1 requests (RFC 9112, 2.2, 3 and 5). */
export const malformed: Case[] = messages.map(([what, message]) => ({
  name: `${what} is refused, and the server lives on`,
  run: async (target) => {
    await withConnection(target, async (connection) => {
      connection.send(Buffer.from(message, 'latin1'));
      expectRefusal(await connection.rest(), [400]);
    });
    await expectAlive(target);
  },
}));
