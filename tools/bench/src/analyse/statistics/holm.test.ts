import { expect, test } from 'vitest';
import { holm } from './holm.ts';

test('each step asks for less than the one before, and no p falls below that of an earlier step', () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([0.6, 0.5])).toEqual([1, 1]);
  expect(holm([0.02])).toEqual([0.02]);
  expect(holm([])).toEqual([]);
});
