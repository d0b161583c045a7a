import { badRequest } from '../answers.ts';
import type { Case } from '../case.ts';
import { answers } from '../expect.ts';
import { request } from '../wire/request.ts';

const sixteen = Array.from({ length: 16 }, (_, at) => at + 1);

const refused = [
  '',
  '?',
  '?ids',
  '?ids=',
  '?ids=1,',
  '?ids=,1',
  '?ids=1,,2',
  '?ids=1;2',
  '?ids=-1',
  '?ids=+1',
  '?ids=1.0',
  '?ids=1e3',
  '?ids=0x1',
  '?ids=x',
  '?ids=%31',
  '?ids=1%2C2',
  '?ids=1000000001',
  '?ids=4294967297',
  '?ids=18446744073709551617',
  '?ids=00000000001',
  '?ids=1&ids=2',
  '?xids=1',
  '?Ids=1',
  `?ids=${[...sixteen, 17]}`,
];

/** What `/bundle` refuses by itself; with an upstream, see `lifecycle/upstream.ts`. */
export const bundle: Case[] = refused.map((query) =>
  answers(`/bundle${query} is 400`, request('GET', `/bundle${query}`), badRequest),
);
