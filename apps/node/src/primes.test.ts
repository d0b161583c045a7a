import { expect, test } from 'vitest';

import { countPrimes, parseBelow } from './primes.ts';

test.each([
  [0, 0],
  [1, 0],
  [2, 0],
  [3, 1],
  [4, 2],
  [10, 4],
  [25, 9],
  [26, 9],
  [100, 25],
  [1_000_000, 78_498],
  [10_000_000, 664_579],
])('below %i there are %i primes, by the known values of the prime-counting function', (below, count) => {
  expect(countPrimes(below)).toBe(count);
});

test.each([
  ['below=0', 0],
  ['below=10000000', 10_000_000],
  ['below=007', 7],
  ['above=1&below=5&x', 5],
])('%s is a bound', (query, below) => {
  expect(parseBelow(query)).toBe(below);
});

test.each([
  '',
  'below',
  'below=',
  'below=-1',
  'below=+5',
  'below=1.5',
  'below=1e3',
  'below=0x10',
  'below=%31',
  'below=10000001',
  'below=99999999999999999999',
  'below= 5',
  'below=5&below=5',
  'xbelow=5',
])('%j is refused', (query) => {
  expect(parseBelow(query)).toBeUndefined();
});
