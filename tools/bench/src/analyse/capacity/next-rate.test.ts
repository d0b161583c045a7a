import { describe, expect, test } from 'vitest';
import { nextRate, type Tried } from './next-rate.ts';

/** Searches on a server that holds what `verdictAt` says; the generator is out of CPU from `saturatedFrom` on. */
function search(
  start: number,
  verdictAt: (rate: number, times: number) => Tried['verdict'],
  saturatedFrom = Number.POSITIVE_INFINITY,
) {
  const tried: Tried[] = [];
  for (;;) {
    const next = nextRate(tried, start);
    if ('state' in next) return { outcome: next, tried };
    const times = tried.filter((step) => step.requestsPerSecond === next.rate).length + 1;
    tried.push({
      requestsPerSecond: next.rate,
      verdict: verdictAt(next.rate, times),
      generatorBound: next.rate >= saturatedFrom,
    });
    if (tried.length > 100) throw new Error('the search does not end');
  }
}

const upTo = (capacity: number) => (rate: number) => (rate <= capacity ? 'held' : 'slow') as Tried['verdict'];

describe.each([11, 37, 200, 1999, 2000, 2001, 12_345, 640_000])('a capacity of %i', (capacity) => {
  test.each([10, 2000, 1_000_000])('is found within 5 %% from a start of %i, in few steps', (start) => {
    const { outcome, tried } = search(start, upTo(capacity));
    if (outcome.state !== 'found') throw new Error(outcome.state);
    expect(outcome.requestsPerSecond).toBeLessThanOrEqual(capacity);
    expect(outcome.exceededAt).toBeGreaterThan(capacity);
    expect(outcome.exceededAt / outcome.requestsPerSecond).toBeLessThanOrEqual(capacity < 40 ? 1.1 : 1.05);
    expect(tried.length).toBeLessThanOrEqual(45);
  });
});

test('one bad load of a rate that is held otherwise does not count', () => {
  const { outcome } = search(1000, (rate, times) => (rate <= 3000 && times > 1 ? 'held' : 'dropped'));
  expect(outcome).toMatchObject({ state: 'found' });
  expect((outcome as { requestsPerSecond: number }).requestsPerSecond).toBeGreaterThan(2800);
});

test('a rate that only the generator cannot keep is no capacity of the server', () => {
  expect(search(1000, upTo(9000), 8000).outcome).toMatchObject({ state: 'generator-bound' });
});

test('a server that holds everything, and one that holds nothing, end the search', () => {
  expect(search(1000, () => 'held').outcome).toEqual({ state: 'not-exceeded', atLeast: 1_000_000 });
  expect(search(1000, () => 'failed').outcome).toEqual({ state: 'none-held', lowestTried: 10 });
});
