import { type Answer, expectAnswer } from '../answer.ts';
import { badRequest, health, methodNotAllowed, notFound, plaintext, primes } from '../answers.ts';
import type { Case } from '../case.ts';
import { withConnection } from '../wire/connection.ts';
import { request } from '../wire/request.ts';

const expected: readonly (readonly [target: string, answer: Answer])[] = [
  ['/health', health],
  ['/plaintext', plaintext],
  ['/primes?below=100', primes(100, 25)],
  ['/primes?below=x', badRequest],
  ['/unknown', notFound],
  ['/echo', methodNotAllowed('POST')],
  ['/quote', methodNotAllowed('POST')],
];

/** HEAD is the head of GET, and no byte of a body: the next answer on the connection follows at once. */
export const head: Case[] = expected.map(([target, answer]) => ({
  name: `HEAD ${target} is ${answer.status} without a body`,
  run: (server) =>
    withConnection(server, async (connection) => {
      connection.send(request('HEAD', target));
      expectAnswer(await connection.response('HEAD'), answer, 'HEAD');
      connection.send(request('GET', '/plaintext'));
      expectAnswer(await connection.response(), plaintext);
    }),
}));
