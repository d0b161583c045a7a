import { expect, test } from 'vitest';
import { measuredRound } from '../analyse/fixture/measured-round.ts';
import { sharedRate } from './rate-share.ts';

const options = { scenarios: ['closed', 'open'], workload: ['endpoint', 'quote'], rateShare: 0.5 };
const reached = (requestsPerSecond: number, scenario = 'closed') => {
  const round = measuredRound();
  return { ...round, scenario, load: { ...round.load, requestsPerSecond } };
};

test('the rate is a share of the median that the first scenario reached so far', () => {
  expect(sharedRate(options, 'open', [reached(4000)])).toBe(2000);
  const rounds = [reached(4000), reached(2000, 'open'), reached(4400), reached(1000), reached(500, 'open')];
  expect(sharedRate(options, 'open', rounds)).toBe(2000);
});

test('the first scenario, and all without a share, have the rate of the options', () => {
  expect(sharedRate(options, 'closed', [reached(4000)])).toBeUndefined();
  expect(sharedRate({ ...options, rateShare: undefined }, 'open', [reached(4000)])).toBe(undefined);
});

test('of a search it is a share of the capacity, and not of the load that was kept', () => {
  const search = reached(3000);
  const outcome = { state: 'found' as const, requestsPerSecond: 3000, exceededAt: 3150 };
  const round = { ...search, capacity: { p99LimitMs: 50, stepDuration: '2s', outcome, steps: [] } };
  expect(sharedRate(options, 'open', [round])).toBe(1500);
});

test('without a measured round of the first scenario there is none, rather than that of the option', () => {
  expect(() => sharedRate(options, 'open', [reached(100, 'open')])).toThrow(
    expect.objectContaining({ code: 'RATE_UNKNOWN', message: expect.stringContaining('"closed"') }),
  );
});

test('a rate is one request a second at least', () => {
  expect(sharedRate({ ...options, rateShare: 0.1 }, 'open', [reached(2)])).toBe(1);
});

test('each workload has its own', () => {
  const rounds = [reached(4000), reached(300, 'closed@quote')];
  expect(sharedRate(options, 'open@quote', rounds)).toBe(150);
  expect(sharedRate(options, 'closed@quote', rounds)).toBeUndefined();
});
