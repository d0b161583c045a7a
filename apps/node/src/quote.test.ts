import { expect, test } from 'vitest';

import { share } from './quote.ts';

test.each([
  [1, 4_999, 0],
  [1, 5_000, 1],
  [3, 5_000, 2],
  [100_000_000_000, 10_000, 100_000_000_000],
  [99_999_999_999, 9_999, 99_989_999_999],
])('%i cents, %i basis points: half a cent is rounded up', (cents, basisPoints, expected) => {
  expect(share(cents, basisPoints)).toBe(expected);
});
