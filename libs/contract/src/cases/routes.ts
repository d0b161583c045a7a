import {
  badRequest,
  echo,
  health,
  methodNotAllowed,
  notFound,
  plaintext,
  primes,
  quote,
  unsupportedMediaType,
} from '../answers.ts';
import type { Case } from '../case.ts';
import { answers } from '../expect.ts';
import { order } from '../quote/orders.ts';
import { request } from '../wire/request.ts';

/** Each route's answer on its own. */
export const routes: Case[] = [
  answers('GET /health is the JSON document', request('GET', '/health'), health),
  answers('GET /plaintext is the text', request('GET', '/plaintext'), plaintext),
  answers('GET /primes is N and the count', request('GET', '/primes?below=100'), primes(100, 25)),
  answers('GET /primes without below is 400', request('GET', '/primes'), badRequest),
  answers(
    'POST /echo is the body with its content type',
    request('POST', '/echo', { headers: { 'Content-Type': 'text/csv' }, body: 'a,b\n1,2\n' }),
    echo('text/csv', 'a,b\n1,2\n'),
  ),
  answers(
    'POST /quote is the quote of the order',
    request('POST', '/quote', {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(order),
    }),
    quote(order),
  ),
  answers(
    'POST /quote of a text is 415',
    request('POST', '/quote', { headers: { 'Content-Type': 'text/plain' }, body: JSON.stringify(order) }),
    unsupportedMediaType,
  ),
  answers('GET of an unknown path is 404', request('GET', '/unknown'), notFound),
  answers(
    'POST to a GET route is 405 with Allow',
    request('POST', '/health', { body: '' }),
    methodNotAllowed('GET, HEAD'),
  ),
  answers('GET of the POST route is 405 with Allow', request('GET', '/echo'), methodNotAllowed('POST')),
];
