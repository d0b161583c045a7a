import { methodNotAllowed } from '../answers.ts';
import type { Case } from '../case.ts';
import { answers } from '../expect.ts';
import { request } from '../wire/request.ts';

const getRoutes = ['/health', '/plaintext', '/primes?below=100', '/bundle?ids=1'];

/** Methods that a route does not have. */
export const methods: Case[] = [
  ...getRoutes.flatMap((target) =>
    ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND'].map((method) =>
      answers(
        `${method} ${target} is 405`,
        request(method, target, { body: '' }),
        methodNotAllowed('GET, HEAD'),
      ),
    ),
  ),
  ...['/echo', '/quote'].flatMap((target) =>
    ['PUT', 'DELETE', 'PATCH', 'OPTIONS'].map((method) =>
      answers(`${method} ${target} is 405`, request(method, target, { body: '' }), methodNotAllowed('POST')),
    ),
  ),
  answers(
    '405 comes before a media type is looked at',
    request('PUT', '/quote', { body: 'x', headers: { 'Content-Type': 'text/plain' } }),
    methodNotAllowed('POST'),
  ),
  answers(
    '405 comes before a bad query is looked at',
    request('DELETE', '/primes?below=x'),
    methodNotAllowed('GET, HEAD'),
  ),
];
