import { expectAnswer } from '../answer.ts';
import { health, plaintext } from '../answers.ts';
import { ContractBreach, showBytes } from '../breach.ts';
import type { Case, Target } from '../case.ts';
import { expectAlive, expectNothing, expectRefusal } from '../expect.ts';
import { withConnection } from '../wire/connection.ts';
import { request } from '../wire/request.ts';

const SMUGGLED = 'GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n';

const framings: readonly (readonly [what: string, fields: string, body: string])[] = [
  ['two lengths', 'Content-Length: 0\r\nContent-Length: 46\r\n', SMUGGLED],
  ['a list of lengths', 'Content-Length: 0, 46\r\n', SMUGGLED],
  ['a length with a sign', 'Content-Length: +0\r\n', SMUGGLED],
  ['a negative length', 'Content-Length: -1\r\n', SMUGGLED],
  ['an unknown transfer coding', 'Transfer-Encoding: xchunked\r\n', SMUGGLED],
  ['chunked that is not the last coding', 'Transfer-Encoding: chunked, identity\r\n', `0\r\n\r\n${SMUGGLED}`],
  ['a chunk size that is none', 'Transfer-Encoding: chunked\r\n', `zz\r\n${SMUGGLED}`],
  ['a chunk longer than its size', 'Transfer-Encoding: chunked\r\n', `1\r\nabc\r\n0\r\n\r\n${SMUGGLED}`],
];

/** Bodies whose end two readers could see in two places (RFC 9112, 6.3 and 11.2). */
export const smuggling: Case[] = [
  ...framings.map(([what, fields, body]) => ({
    name: `${what} is refused, and what follows is no request`,
    run: async (target: Target) => {
      await withConnection(target, async (connection) => {
        connection.send(`POST /echo HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n${body}`);
        expectRefusal(await connection.rest(), [400, 501]);
      });
      await expectAlive(target);
    },
  })),
  {
    name: 'Content-Length beside Transfer-Encoding never ends the body',
    run: async (target) => {
      await withConnection(target, async (connection) => {
        const chunk = `${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`;
        const fields = 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n';
        connection.send(`POST /echo HTTP/1.1\r\nHost: localhost\r\n${fields}\r\n${chunk}`);
        const rest = await connection.rest();
        const asText = rest.toString('latin1');
        const refused = asText === '' || /^HTTP\/1\.[01] 400 /.test(asText);
        const readByChunks = /^HTTP\/1\.[01] 200 /.test(asText) && asText.endsWith(`\r\n\r\n${SMUGGLED}`);
        if (asText.includes('Hello, World!') || !(refused || readByChunks)) {
          throw new ContractBreach('answer', '400, or an echo of the chunk', showBytes(rest));
        }
      });
      await expectAlive(target);
    },
  },
  {
    name: 'a body sent with GET is no request',
    run: (target) =>
      withConnection(target, async (connection) => {
        connection.send(request('GET', '/health', { body: SMUGGLED, headers: { Connection: 'close' } }));
        expectAnswer(await connection.response(), health);
        expectNothing(await connection.rest());
      }),
  },
  {
    name: 'the request after a GET with a body is found where it begins',
    run: (target) =>
      withConnection(target, async (connection) => {
        connection.send(
          Buffer.concat([request('GET', '/health', { body: SMUGGLED }), request('HEAD', '/plaintext')]),
        );
        expectAnswer(await connection.response(), health);
        expectAnswer(await connection.response('HEAD'), plaintext, 'HEAD');
      }),
  },
];
