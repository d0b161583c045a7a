import { expect, test } from 'vitest';
import { executionSegments } from './execution-segments.ts';

test('the parts cover the whole load without a gap, in one sequence', () => {
  expect(executionSegments(3)).toEqual([
    { segment: '0:1/3', sequence: '0,1/3,2/3,1' },
    { segment: '1/3:2/3', sequence: '0,1/3,2/3,1' },
    { segment: '2/3:1', sequence: '0,1/3,2/3,1' },
  ]);
});
