import { expect, test } from 'vitest';
import { type LiveLoad, liveTogether } from './live-load.ts';

/** A runner that gives these answers, one after another, and then none. */
function runner(requests: (number | undefined)[], statuses: (number | undefined)[] = []): LiveLoad {
  return {
    requests: async () => requests.shift(),
    dropped: async () => 2,
    status: async () => statuses.shift(),
  };
}

test('requests add up; one that has not begun counts none, one that is silent for once makes the sum unknown', async () => {
  const live = liveTogether([runner([undefined, 10, 20, 30]), runner([undefined, undefined, 5, undefined])]);
  expect(await live.requests()).toBeUndefined();
  expect(await live.requests()).toBe(10);
  expect(await live.requests()).toBe(25);
  expect(await live.requests()).toBeUndefined();
  expect(await live.dropped()).toBe(4);
});

test('the load is in the phase of its last runner, and one that has ended keeps no other from being seen', async () => {
  const live = liveTogether([runner([], [4, 7, 8, undefined]), runner([], [2, 7, 7, 8])]);
  expect(await live.status()).toBe(2);
  expect(await live.status()).toBe(7);
  expect(await live.status()).toBe(7);
  expect(await live.status()).toBe(8);
});
