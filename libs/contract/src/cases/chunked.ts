import { expectAnswer } from '../answer.ts';
import { echo, plaintext } from '../answers.ts';
import type { Case } from '../case.ts';
import { answers } from '../expect.ts';
import { withConnection } from '../wire/connection.ts';
import { CHUNKED, chunked as inChunks, request } from '../wire/request.ts';

const head = request('POST', '/echo', { headers: { ...CHUNKED, 'Content-Type': 'text/plain' } });
const framed = (body: string) => Buffer.concat([head, Buffer.from(body)]);
const echoed = (body: string) => echo('text/plain', body);

/** Request bodies in chunks (RFC 9112, 7.1). */
export const chunked: Case[] = [
  answers('chunks are joined', Buffer.concat([head, inChunks('one', 'two', 'three')]), echoed('onetwothree')),
  answers('a chunked body may be empty', framed('0\r\n\r\n'), echoed('')),
  answers(
    'chunk sizes may have capitals and zeros',
    framed('000A\r\n0123456789\r\n0\r\n\r\n'),
    echoed('0123456789'),
  ),
  answers('chunk extensions are ignored', framed('3;a=b;c="d"\r\nabc\r\n0\r\n\r\n'), echoed('abc')),
  answers('trailers are ignored', framed('3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n'), echoed('abc')),
  {
    name: 'the next request follows a chunked body',
    run: (target) =>
      withConnection(target, async (connection) => {
        connection.send(
          Buffer.concat([head, inChunks('GET / HTTP/1.1\r\n\r\n'), request('GET', '/plaintext')]),
        );
        expectAnswer(await connection.response(), echoed('GET / HTTP/1.1\r\n\r\n'));
        expectAnswer(await connection.response(), plaintext);
      }),
  },
];
