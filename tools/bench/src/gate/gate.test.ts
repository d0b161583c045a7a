import { expect, test } from 'vitest';
import type { Change } from './change.ts';
import { gate } from './gate.ts';

const change = (server: string, verdict: 'worse' | 'unchanged'): Change => ({
  server,
  label: server,
  scenario: 'open',
  figure: 'cpuMicrosPerRequest',
  state: 'compared',
  ratio: 1.3,
  low: 1.2,
  high: 1.4,
  threshold: 0.1,
  verdict,
});

const skipped: Change = {
  server: 'new',
  label: 'new',
  scenario: 'open',
  figure: 'cpuMicrosPerRequest',
  state: 'not compared',
  reason: 'the baseline has no such row',
};

test('nothing is measured again when nothing looks worse', async () => {
  const remeasure = () => Promise.reject(new Error('not asked for'));
  expect(await gate([change('go', 'unchanged'), skipped], remeasure)).toEqual({ state: 'passed' });
});

test('only what looks worse is measured again, and fails when it is worse again', async () => {
  const asked: string[][] = [];
  const outcome = await gate([change('go', 'worse'), change('node', 'unchanged')], async (servers) => {
    asked.push(servers);
    return [change('go', 'worse')];
  });
  expect(asked).toEqual([['go']]);
  expect(outcome).toMatchObject({ state: 'failed', worse: [{ server: 'go' }] });
});

test('what the confirming measurement does not show passes', async () => {
  expect(await gate([change('go', 'worse')], async () => [change('go', 'unchanged')])).toEqual({
    state: 'passed',
  });
});

test('what can not be measured again has not passed', async () => {
  expect(await gate([change('go', 'worse')], async () => [])).toMatchObject({ state: 'failed' });
});

test('a gate that compared nothing has not passed', async () => {
  expect(await gate([skipped], async () => [])).toEqual({ state: 'nothing compared' });
});
