import { expectAnswer } from '../answer.ts';
import { health, notFound, plaintext } from '../answers.ts';
import type { Case } from '../case.ts';
import { answers } from '../expect.ts';
import { withConnection } from '../wire/connection.ts';
import { request } from '../wire/request.ts';

const unknownPaths = [
  '/',
  '/health/',
  '//health',
  '/./health',
  '/x/../health',
  '/Health',
  '/healthy',
  '/health/x',
  '/%68ealth',
  '/health%3Fx',
];

/** Which resource a request target names. */
export const targets: Case[] = [
  ...unknownPaths.map((path) => answers(`GET ${path} is 404, as it stands`, request('GET', path), notFound)),
  answers('POST to an unknown path is 404, not 405', request('POST', '/unknown', { body: 'x' }), notFound),
  answers('OPTIONS * is 404', request('OPTIONS', '*'), notFound),
  answers('a query that the route does not have is ignored', request('GET', '/health?x=1&y'), health),
  answers('an empty query is ignored', request('GET', '/plaintext?'), plaintext),
  answers('the absolute form names its path', request('GET', 'http://localhost/health'), health),
  {
    name: 'a long body to an unknown path is 404 before it arrives',
    run: (target) =>
      withConnection(target, async (connection) => {
        connection.send(request('POST', '/unknown', { headers: { 'Content-Length': '2097152' } }));
        expectAnswer(await connection.response(), notFound);
      }),
  },
];
