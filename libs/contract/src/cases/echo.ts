import { expectAnswer } from '../answer.ts';
import { contentTooLarge, echo as echoed, notFound } from '../answers.ts';
import type { Case } from '../case.ts';
import { answers, expectAlive } from '../expect.ts';
import { withConnection } from '../wire/connection.ts';
import { CHUNKED, chunked, request } from '../wire/request.ts';

const OCTETS = 'application/octet-stream';
const MIB = 1_048_576;

/** Not the same byte again and again, so that a piece out of place shows. */
const pattern = (length: number) =>
  Buffer.from(Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) % 256));

const post = (body: Buffer | string, contentType?: string) =>
  request('POST', '/echo', { body, ...(contentType && { headers: { 'Content-Type': contentType } }) });

const postChunked = (...chunks: Buffer[]) =>
  Buffer.concat([request('POST', '/echo', { headers: CHUNKED }), chunked(...chunks)]);

/** What comes back from `/echo`. */
export const echo: Case[] = [
  answers('echo of 0 bytes', post('', 'text/plain'), echoed('text/plain', '')),
  answers('echo without a body', request('POST', '/echo'), echoed(OCTETS, '')),
  answers(
    'echo of every byte value, without a content type',
    post(pattern(256)),
    echoed(OCTETS, pattern(256)),
  ),
  answers(
    'echo keeps the case and the parameters of the content type',
    post('x', 'Text/HTML;  charset="UTF-8"'),
    echoed('Text/HTML;  charset="UTF-8"', 'x'),
  ),
  answers('echo does not read JSON', post('{"a":', 'application/json'), echoed('application/json', '{"a":')),
  answers(
    'echo of a form',
    post('a=1&b', 'application/x-www-form-urlencoded'),
    echoed('application/x-www-form-urlencoded', 'a=1&b'),
  ),
  answers('echo of 1 MiB', post(pattern(MIB)), echoed(OCTETS, pattern(MIB))),
  answers('echo of 1 MiB in chunks', postChunked(...split(pattern(MIB))), echoed(OCTETS, pattern(MIB))),
  answers('1 MiB and one byte is 413', post(pattern(MIB + 1)), contentTooLarge),
  answers('1 MiB and one byte in chunks is 413', postChunked(...split(pattern(MIB + 1))), contentTooLarge),
  {
    name: 'a declared length above 1 MiB is 413 before the body arrives',
    run: async (target) => {
      await withConnection(target, async (connection) => {
        connection.send(request('POST', '/echo', { headers: { 'Content-Length': '1099511627776' } }));
        expectAnswer(await connection.response(), contentTooLarge);
      });
      await expectAlive(target);
    },
  },
  {
    name: '16 bodies at once each come back to their own sender',
    run: async (target) => {
      const senders = Array.from({ length: 16 }, (_, index) => Buffer.alloc(100_000, index + 65));
      await Promise.all(senders.map((body) => answers('', post(body), echoed(OCTETS, body)).run(target)));
    },
  },
  answers('a path below /echo is unknown', request('POST', '/echo/x', { body: 'x' }), notFound),
];

function split(body: Buffer): Buffer[] {
  const size = 65_000;
  return Array.from({ length: Math.ceil(body.length / size) }, (_, index) =>
    body.subarray(index * size, (index + 1) * size),
  );
}
