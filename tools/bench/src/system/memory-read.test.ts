import { expect, test } from 'vitest';
import { memoryReadNs } from './memory-read.ts';

test('a read of memory takes time, even a little', () => {
  const readNs = memoryReadNs();
  expect(readNs).toBeGreaterThan(0);
  expect(readNs).toBeLessThan(Number.POSITIVE_INFINITY);
});
