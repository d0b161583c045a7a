import { availableParallelism } from 'node:os';

import { expect, test } from 'vitest';

import { workerCount } from './worker-count.ts';

test('one worker a core unless WEB_CONCURRENCY says another number', () => {
  expect(workerCount({})).toBe(availableParallelism());
  expect(workerCount({ WEB_CONCURRENCY: '3' })).toBe(3);
});

test.each(['0', '-1', 'all', '1.5'])('WEB_CONCURRENCY=%j is an error that names it', (count) => {
  expect(() => workerCount({ WEB_CONCURRENCY: count })).toThrow(`found "${count}"`);
});
