import { badRequest, primes as count } from '../answers.ts';
import type { Case } from '../case.ts';
import { answers } from '../expect.ts';
import { request } from '../wire/request.ts';

/** The prime-counting function (OEIS A000720) of N - 1. */
const counts: readonly (readonly [below: number, count: number])[] = [
  [0, 0],
  [1, 0],
  [2, 0],
  [3, 1],
  [4, 2],
  [25, 9],
  [26, 9],
  [1_000, 168],
  [1_000_000, 78_498],
  [10_000_000, 664_579],
];

const refused = [
  '',
  '?',
  '?below',
  '?below=',
  '?below=x',
  '?below=-1',
  '?below=+5',
  '?below=1.5',
  '?below=1e3',
  '?below=0x10',
  '?below=1_000',
  '?below=%31',
  '?below=10000001',
  '?below=4294967301',
  '?below=18446744073709551621',
  '?below=5&below=5',
  '?xbelow=5',
  '?Below=5',
];

/** What `/primes` counts and what it refuses. */
export const primes: Case[] = [
  ...counts.map(([below, expected]) =>
    answers(
      `there are ${expected} primes below ${below}`,
      request('GET', `/primes?below=${below}`),
      count(below, expected),
    ),
  ),
  answers('leading zeros are not shown', request('GET', '/primes?below=007'), count(7, 3)),
  answers('other parameters are ignored', request('GET', '/primes?a=1&below=10&b'), count(10, 4)),
  ...refused.map((query) => answers(`/primes${query} is 400`, request('GET', `/primes${query}`), badRequest)),
];
