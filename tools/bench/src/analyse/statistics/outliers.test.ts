import { expect, test } from 'vitest';
import { outliersOf } from './outliers.ts';

test('a value far from the others is told by its place', () => {
  expect(outliersOf([10, 10.4, 9.8, 25, 10.1])).toEqual([3]);
});

test('a small deviation is none, though the others agree to the digit', () => {
  expect(outliersOf([10, 10, 10, 10, 10.5])).toEqual([]);
});

test('four values are too few to call one odd', () => {
  expect(outliersOf([1, 1, 1, 50])).toEqual([]);
});
