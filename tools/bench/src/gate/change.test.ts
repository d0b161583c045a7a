import { expect, test } from 'vitest';
import { measuredRound } from '../analyse/fixture/measured-round.ts';
import { measuredResult } from '../analyse/fixture/result.ts';
import type { Result } from '../schema/result.ts';
import { baselineOf } from './baseline.ts';
import { changesSince } from './change.ts';
import { renderChanges } from './render.ts';

const noise = [1, 1.04, 0.97, 1.02, 0.95, 1.01];

function results(factor: number, change: Partial<Result> = {}, machine?: string): Result[] {
  const rounds = noise.map((each, index) => {
    const round = measuredRound(index);
    round.server.cpuMicrosPerRequest = 20 * factor * each;
    round.load.requestsPerSecond = 1000 / factor / each;
    return round;
  });
  const result = measuredResult({ rounds, ...change });
  if (machine) result.provenance.machine.fingerprint = machine;
  return [result];
}

const changes = (now: Result[], floor = {}) =>
  changesSince(baselineOf(results(1)), baselineOf(now), { cpuMicrosPerRequest: 0.1 }, floor);

test.each([
  [1, 'unchanged'],
  [1.07, 'unchanged'],
  [1.3, 'worse'],
  [0.7, 'better'],
])('CPU per request times %d is %s within a limit of 10 %%', (factor, verdict) => {
  expect(changes(results(factor))).toMatchObject([
    { state: 'compared', figure: 'cpuMicrosPerRequest', verdict },
  ]);
});

test("what is within the machine's noise floor is no change, whatever the limit", () => {
  expect(changes(results(1.3), { cpuMicrosPerRequest: 0.4 })).toMatchObject([{ verdict: 'unchanged' }]);
});

test('a rate that falls is worse', () => {
  const [change] = changesSince(baselineOf(results(1)), baselineOf(results(1.5)), { requestsPerSecond: 0.1 });
  expect(change).toMatchObject({ verdict: 'worse' });
});

test.each<[string, Result[], string]>([
  ['another machine', results(1, {}, 'f2'), 'another machine'],
  ['another server', results(1, { server: 'rust' }), 'no such row'],
  ['too few rounds', results(1, { rounds: results(1)[0]?.rounds.slice(0, 3) ?? [] }), '3 rounds'],
])('%s is not compared', (_, now, reason) => {
  expect(changes(now)).toMatchObject([{ state: 'not compared', reason: expect.stringContaining(reason) }]);
});

test('another load is not compared, and the option is named', () => {
  const now = results(1);
  for (const result of now) result.provenance.options = { vus: 100 };
  expect(changes(now)).toMatchObject([{ reason: 'the load was another one: vus' }]);
});

test('pinned figures are not compared with unpinned ones, whichever came first', () => {
  const [pinned, unpinned] = [results(1), results(1)];
  const because = { code: 'option' } as const;
  for (const { provenance } of pinned)
    provenance.pinning = { state: 'pinned', serverCpus: '2-3', generatorCpus: '0-1', because };
  for (const { provenance } of unpinned) provenance.pinning = { state: 'unpinned', because };
  const between = (before: Result[], now: Result[]) =>
    changesSince(baselineOf(before), baselineOf(now), { cpuMicrosPerRequest: 0.1 });
  const reason = 'the load was another one: pinnedTo';
  expect(between(unpinned, pinned)).toMatchObject([{ reason }]);
  expect(between(pinned, unpinned)).toMatchObject([{ reason }]);
  expect(between(pinned, pinned)).toMatchObject([{ state: 'compared' }]);
  expect(between(results(1), unpinned)).toMatchObject([{ state: 'compared' }]);
});

test('a figure that a finding made meaningless is not compared', () => {
  const now = results(1);
  for (const round of now[0]?.rounds ?? []) if (round.status === 'measured') round.load.failedRequests = 9000;
  expect(changes(now)).toMatchObject([
    { reason: expect.stringContaining('the result has no such figure, or a finding') },
  ]);
});

test('a line says what changed, by how much and within which limit', () => {
  expect(renderChanges(changes(results(1.3)))).toMatch(
    /^worse +Go, open, CPU per request: \+30\.0 % \(95 % interval \+2\d\.\d % to \+3\d\.\d %, limit 10 %\)$/,
  );
});

test('a line says when the noise could hide a change beyond the limit', () => {
  const noisy = results(1);
  for (const [index, round] of (noisy[0]?.rounds ?? []).entries()) {
    if (round.status === 'measured') round.server.cpuMicrosPerRequest = index % 2 === 0 ? 15 : 27;
  }
  expect(renderChanges(changes(noisy))).toContain('a change beyond the limit is not excluded');
  expect(renderChanges(changes(results(1)))).not.toContain('not excluded');
});
