import { expect, test } from 'vitest';
import { quantity } from './quantity.ts';

test.each([
  ['100m', 0.1],
  ['1', 1],
  ['1.5', 1.5],
  ['64Mi', 67108864],
  ['67108864', 67108864],
  ['1Ki', 1024],
  ['2k', 2000],
  ['1e3', 1000],
  ['250u', 0.00025],
])('%s is %d', (text, number) => {
  expect(quantity(text)).toBeCloseTo(number, 9);
});

test('what is no quantity is no number', () => {
  expect(quantity('much')).toBeNaN();
});
