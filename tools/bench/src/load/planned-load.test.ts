import { expect, test } from 'vitest';
import { plannedLoadMs } from './planned-load.ts';

const planned = (...scenarios: object[]) =>
  plannedLoadMs({ scenarios: Object.fromEntries(Object.entries(scenarios)), totalDuration: '1h' });

test('the load ends with the last scenario, without graceful stop', () => {
  const first = { executor: 'constant-vus', startTime: null, duration: '1m30.5s', gracefulStop: '30s' };
  expect(planned(first)).toBe(90_500);
  expect(planned(first, { executor: 'constant-arrival-rate', startTime: '85s', duration: '10s' })).toBe(
    95_000,
  );
});

test('stages add up', () => {
  const stages = [{ duration: '500ms', target: 5 }, { duration: '2s', target: 0 }, { target: 1 }];
  expect(planned({ executor: 'ramping-vus', stages })).toBe(2500);
});

test('iterations end by their greatest duration', () => {
  expect(planned({ executor: 'shared-iterations', iterations: 5 })).toBe(600_000);
  expect(planned({ executor: 'per-vu-iterations', maxDuration: '1m' })).toBe(60_000);
});

test.each([undefined, {}, { scenarios: {} }])('of %j no end is known', (json) => {
  expect(plannedLoadMs(json)).toBeUndefined();
});

test('one scenario without an end leaves it unknown', () => {
  const endless = { executor: 'externally-controlled', duration: '0s' };
  expect(planned({ executor: 'constant-vus', duration: '1s' }, endless)).toBeUndefined();
});
