import { setTimeout as sleep } from 'node:timers/promises';

import { expectAnswer } from '../answer.ts';
import { badRequest, echo, health, notFound, plaintext, primes } from '../answers.ts';
import type { Case } from '../case.ts';
import { expectNothing } from '../expect.ts';
import { withConnection } from '../wire/connection.ts';
import { request } from '../wire/request.ts';

/** How long connections live and how requests share one. */
export const connections: Case[] = [
  {
    name: 'a connection is kept for the next request, also after errors',
    run: (target) =>
      withConnection(target, async (connection) => {
        for (const [path, expected] of [
          ['/health', health],
          ['/unknown', notFound],
          ['/primes?below=x', badRequest],
          ['/plaintext', plaintext],
        ] as const) {
          connection.send(request('GET', path));
          expectAnswer(await connection.response(), expected);
        }
      }),
  },
  {
    name: 'pipelined requests are answered in order',
    run: (target) =>
      withConnection(target, async (connection) => {
        connection.send(
          Buffer.concat([
            request('GET', '/primes?below=1000000'),
            request('GET', '/health'),
            request('POST', '/echo', { body: 'in the middle' }),
            request('HEAD', '/health'),
            request('GET', '/plaintext'),
          ]),
        );
        expectAnswer(await connection.response(), primes(1_000_000, 78_498));
        expectAnswer(await connection.response(), health);
        expectAnswer(await connection.response(), echo('application/octet-stream', 'in the middle'));
        expectAnswer(await connection.response('HEAD'), health, 'HEAD');
        expectAnswer(await connection.response(), plaintext);
      }),
  },
  {
    name: '100 pipelined requests get 100 answers',
    run: (target) =>
      withConnection(target, async (connection) => {
        connection.send(Buffer.concat(Array.from({ length: 100 }, () => request('GET', '/plaintext'))));
        for (let index = 0; index < 100; index++) expectAnswer(await connection.response(), plaintext);
      }),
  },
  {
    name: 'Connection: close is answered and then closed',
    run: (target) =>
      withConnection(target, async (connection) => {
        connection.send(request('GET', '/health', { headers: { Connection: 'close' } }));
        expectAnswer(await connection.response(), health);
        expectNothing(await connection.rest());
      }),
  },
  {
    name: 'HTTP/1.0 is answered and then closed',
    run: (target) =>
      withConnection(target, async (connection) => {
        connection.send(request('GET', '/health', { version: '1.0' }));
        expectAnswer(await connection.response(), health);
        expectNothing(await connection.rest());
      }),
  },
  {
    name: 'HTTP/1.0 with Connection: keep-alive is kept',
    run: (target) =>
      withConnection(target, async (connection) => {
        for (let round = 0; round < 2; round++) {
          connection.send(
            request('GET', '/health', { version: '1.0', headers: { Connection: 'keep-alive' } }),
          );
          expectAnswer(await connection.response(), health);
        }
      }),
  },
  {
    name: 'a request in many small segments is one request',
    run: (target) =>
      withConnection(target, async (connection) => {
        const message = request('POST', '/echo', { body: 'piecemeal' });
        for (let at = 0; at < message.length; at += 9) {
          connection.send(message.subarray(at, at + 9));
          await sleep(1);
        }
        expectAnswer(await connection.response(), echo('application/octet-stream', 'piecemeal'));
      }),
  },
];
