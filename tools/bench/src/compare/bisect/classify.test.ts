import { expect, test } from 'vitest';
import { likeness, precisionFor } from './classify.ts';

const at = (ratio: number, width: number) => ({ ratio, low: ratio / (1 + width), high: ratio * (1 + width) });

test.each([
  [1.0, 1.1, 'good'],
  [1.1, 1.1, 'bad'],
  [1.045, 1.1, 'unsure'],
  [1.2, 1.1, 'bad'],
  [1.0, 0.8, 'good'],
  [0.8, 0.8, 'bad'],
  [0.9, 0.8, 'unsure'],
] as const)('%d times good, where bad is %d times good, is %s', (ratio, whole, expected) => {
  expect(likeness(at(ratio, 0.02), whole)).toBe(expected);
});

test.each([
  1.05, 1.1, 3, 0.9, 0.5,
])('an interval of the precision that is asked for is sure at either end: %d', (whole) => {
  const width = precisionFor(whole);
  expect(likeness(at(1, width), whole)).toBe('good');
  expect(likeness(at(whole, width), whole)).toBe('bad');
});
