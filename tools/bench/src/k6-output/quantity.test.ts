import { expect, test } from 'vitest';
import { bytes, durationMs } from './quantity.ts';

test.each([
  ['0s', 0],
  ['677ns', 0.000677],
  ['332µs', 0.332],
  ['332μs', 0.332],
  ['2.35ms', 2.35],
  ['1.5s', 1500],
  ['1m2.5s', 62_500],
  ['1h0m1s', 3_601_000],
])('%s is %d ms', (text, ms) => {
  expect(durationMs(text)).toBeCloseTo(ms, 9);
});

test.each(['', '12', 'ms', '5 ms', '3x'])('%j is no duration', (text) => {
  expect(durationMs(text)).toBeUndefined();
});

test("k6's data units are powers of 1000", () => {
  expect(bytes('82', 'MB')).toBe(82e6);
  expect(bytes('3', 'KiB')).toBeUndefined();
});
