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
  confidence: 0.959,
  threshold: 0.1,
  verdict,
});

const place = { server: 'new', label: 'new', scenario: 'open', figure: 'cpuMicrosPerRequest' } as const;
const skipped: Change = { ...place, state: 'not compared', reason: 'the baseline has no such row' };
const unclear: Change = { ...place, state: 'inconclusive', reason: 'noisy-host: others used the machine' };
const broken: Change = { server: 'rust', label: 'rust', state: 'broken', reason: 'it is gone' };

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

test('a broken server fails at once, also where it breaks in the confirming measurement', async () => {
  const remeasure = () => Promise.reject(new Error('not asked for'));
  expect(await gate([broken, change('go', 'worse')], remeasure)).toEqual({
    state: 'failed',
    broken: [broken],
    worse: [],
  });
  expect(await gate([change('go', 'worse')], async () => [broken])).toMatchObject({
    state: 'failed',
    broken: [broken],
  });
});

test('what could not be compared leaves the gate inconclusive, unless something is worse', async () => {
  const first = [change('go', 'unchanged'), unclear, skipped];
  expect(await gate(first, async () => [])).toEqual({ state: 'inconclusive', changes: [unclear] });
  const worse = [change('go', 'worse'), unclear];
  expect(await gate(worse, async () => [change('go', 'worse')])).toMatchObject({ state: 'failed' });
});

test('a gate that compared nothing has not passed', async () => {
  for (const only of [skipped, unclear]) {
    expect(await gate([only], async () => [])).toEqual({ state: 'nothing compared' });
  }
});
