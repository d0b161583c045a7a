import { expect, test } from 'vitest';
import { firstLike, loadNames, scenarioOf, workloadOf } from './load-name.ts';

const loads = loadNames({ scenarios: ['closed', 'open'], workload: ['endpoint', 'quote'] });

test('each workload is asked by each scenario; the endpoint keeps the names that there always were', () => {
  expect(loads).toEqual(['closed', 'open', 'closed@quote', 'open@quote']);
  expect(loads.map(workloadOf)).toEqual([undefined, undefined, 'quote', 'quote']);
  expect(loads.map(scenarioOf)).toEqual(['closed', 'open', 'closed', 'open']);
});

test('the first load of a workload is its own', () => {
  expect(loads.map((load) => firstLike(load, loads))).toEqual([
    'closed',
    'closed',
    'closed@quote',
    'closed@quote',
  ]);
});
