import { expect, test } from 'vitest';
import { planOf } from './planned-load.ts';

const plan = (...scenarios: object[]) =>
  planOf({ scenarios: Object.fromEntries(Object.entries(scenarios)), maxVUs: 50 });
const planned = (...scenarios: object[]) => {
  const end = plan(...scenarios)?.end;
  return end?.state === 'known' ? end.afterMs : end?.state;
};

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

test('the option rps holds all scenarios to a rate, and 0 is none', () => {
  const load = (rps: number | null) => planOf({ scenarios: { a: steady }, maxVUs: 4, rps })?.load;
  expect(load(200)).toMatchObject({ mostRequestsPerSecond: 200 });
  for (const none of [0, null]) expect(load(none)).not.toHaveProperty('mostRequestsPerSecond');
});

test.each([undefined, {}, { scenarios: {}, maxVUs: 1 }])('of %j nothing is known', (json) => {
  expect(planOf(json)).toBeUndefined();
});

test('with one scenario without an end there is none', () => {
  const endless = { executor: 'externally-controlled', duration: '0s' };
  expect(planned({ executor: 'constant-vus', duration: '1s' }, endless)).toBe('none');
});

const ramp = {
  executor: 'ramping-vus',
  startVUs: 0,
  stages: [
    { duration: '1s', target: 10 },
    { duration: '3s', target: 10 },
  ],
};
const steady = { executor: 'constant-vus', vus: 4, duration: '2s' };
const rate = { executor: 'constant-arrival-rate', rate: 30, timeUnit: '1m', duration: '2s' };

test.each([
  ['one number of VUs', [steady], { executors: ['constant-vus'], meanVus: 4 }],
  ['stages, by the time that they take', [ramp], { executors: ['ramping-vus'], meanVus: 8.75 }],
  [
    'several, over the time of all',
    [steady, { ...ramp, startTime: '4s' }, { ...steady, startTime: '1s' }],
    { executors: ['constant-vus', 'ramping-vus'], meanVus: (8 + 35 + 8) / 8 },
  ],
  [
    'iterations',
    [{ executor: 'shared-iterations', vus: 3, iterations: 9 }],
    { executors: ['shared-iterations'], meanVus: 3 },
  ],
  [
    'VUs that somebody may change',
    [{ executor: 'externally-controlled', vus: 5, duration: '2s' }],
    { executors: ['externally-controlled'], meanVus: 5 },
  ],
  ['a rate', [rate], { executors: ['constant-arrival-rate'], mostIterationsPerSecond: 0.5 }],
  [
    'a rate that changes, beside VUs',
    [{ executor: 'ramping-arrival-rate', startRate: 5, stages: [{ duration: '1s', target: 40 }] }, steady],
    { executors: ['constant-vus', 'ramping-arrival-rate'], mostIterationsPerSecond: 40 },
  ],
])('the load of %s', (_what, scenarios, expected) => {
  expect(plan(...scenarios)?.load).toEqual({ ...expected, mostVus: 50 });
});
