import { expect, test } from 'vitest';
import { leastVariation } from './least-variation.ts';

/** Mean 100, standard deviation 20. */
const spread = (count: number) => {
  const away = 20 * Math.sqrt((count - 1) / count);
  return Array.from({ length: count }, (_, index) => 100 + (index % 2 === 0 ? away : -away));
};

test('few values say less of how much they vary than many', () => {
  expect(leastVariation(spread(6))).toBeCloseTo(0.2 * Math.sqrt(5 / 11.07), 3);
  expect(leastVariation(spread(20))).toBeCloseTo(0.2 * Math.sqrt(19 / 30.14), 3);
});

test('between the entries of the table the lower one counts', () => {
  const atForty = leastVariation(spread(42)) / 0.2;
  expect(atForty).toBeGreaterThan(leastVariation(spread(20)) / 0.2);
  expect(atForty).toBeLessThan(1);
});
