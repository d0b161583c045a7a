import { expect, test } from 'vitest';

import { parseIds } from './bundle.ts';
import { originOf } from './upstream.ts';

const sixteen = Array.from({ length: 16 }, (_, at) => at + 1);

test.each([
  ['ids=1', [1]],
  ['a=1&ids=3,1,3,0,1000000000&b', [3, 1, 3, 0, 1_000_000_000]],
  ['ids=0000000007', [7]],
  [`ids=${sixteen}`, sixteen],
])('%s is a list of ids', (query, ids) => {
  expect(parseIds(query)).toEqual(ids);
});

test.each([
  '',
  'ids',
  'ids=',
  'ids=1,',
  'ids=,1',
  'ids=1,,2',
  'ids=-1',
  'ids=+1',
  'ids=1.0',
  'ids=x',
  'ids=%31',
  'ids=1%2C2',
  'ids=1000000001',
  'ids=00000000001',
  'ids=1&ids=2',
  'xids=1',
  `ids=${[...sixteen, 17]}`,
])('%j is refused', (query) => {
  expect(parseIds(query)).toBeUndefined();
});

test.each([
  'http://127.0.0.1:8080',
  'http://127.0.0.1:8080/',
  'http://items.example',
  'http://[::1]:8080',
])('%s is an upstream', (url) => {
  expect(originOf(url).href.replace(/\/$/, '')).toBe(url.replace(/\/$/, ''));
});

test.each([
  '127.0.0.1:8080',
  'https://127.0.0.1:8080',
  'http://',
  'http://user@127.0.0.1:8080',
  'http://127.0.0.1:8080/path',
  'http://127.0.0.1:8080?query',
  'http://127.0.0.1:8080/?',
  'http://127.0.0.1:80800',
  'x',
])('UPSTREAM_URL=%j is an error that names it', (url) => {
  expect(() => originOf(url)).toThrow(`found ${JSON.stringify(url)}`);
});
