import { expect, test } from 'vitest';
import { measuredRound } from '../analyse/fixture/measured-round.ts';
import { measuredResult } from '../analyse/fixture/result.ts';
import type { NoiseFloor } from '../schema/provenance.ts';
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

const thresholds = { cpuMicrosPerRequest: 0.1 };
const changes = (now: Result[], noiseFloor?: NoiseFloor) =>
  changesSince(baselineOf(results(1)), now, { thresholds, noiseFloor });

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

test("what is within the machine's noise floor is no change, in the scenario that it was measured in", () => {
  const floor = (scenario: string) => ({ scenario, shares: { cpuMicrosPerRequest: 0.4 } });
  expect(changes(results(1.3), floor('open'))).toMatchObject([{ verdict: 'unchanged' }]);
  expect(changes(results(1.3), floor('closed'))).toMatchObject([{ verdict: 'worse' }]);
});

test('a rate that falls is worse', () => {
  const [change] = changesSince(baselineOf(results(1)), results(1.5), {
    thresholds: { requestsPerSecond: 0.1 },
  });
  expect(change).toMatchObject({ verdict: 'worse' });
});

test('pinned figures are not compared with unpinned ones, whichever came first', () => {
  const [pinned, unpinned] = [results(1), results(1)];
  const because = { code: 'option' } as const;
  for (const { provenance } of pinned)
    provenance.pinning = { state: 'pinned', serverCpus: '2-3', generatorCpus: '0-1', because };
  for (const { provenance } of unpinned) provenance.pinning = { state: 'unpinned', because };
  const between = (before: Result[], now: Result[]) => changesSince(baselineOf(before), now, { thresholds });
  const reason = expect.stringContaining('the load was another one: pinnedTo');
  expect(between(unpinned, pinned)).toMatchObject([{ reason }]);
  expect(between(pinned, unpinned)).toMatchObject([{ reason }]);
  expect(between(pinned, pinned)).toMatchObject([{ state: 'compared' }]);
  expect(between(results(1), unpinned)).toMatchObject([{ state: 'compared' }]);
});

test('memory that became slower too is said beside what is worse, and changes no verdict', () => {
  const of = (factor: number, memoryReadNs: number) => {
    const [result] = results(factor);
    return [{ ...result!, provenance: { ...result!.provenance, memoryReadNs } }];
  };
  const said = (now: Result[]) => renderChanges(changesSince(baselineOf(of(1, 90)), now, { thresholds }));
  expect(said(of(1.3, 141))).toMatch(/^worse .*; a read of memory took 141 ns, 90 then, which may be why/);
  for (const now of [of(1.3, 95), of(1, 141), of(0.7, 141), results(1.3)]) {
    expect(said(now)).not.toContain('memory');
  }
});

test('a line says what changed, by how much and within which limit', () => {
  expect(renderChanges(changes(results(1.3)))).toMatch(
    /^worse +Go, open, CPU per request: \+30\.0 % \(95\.9 % interval \+2\d\.\d % to \+3\d\.\d %, limit 10 %\)$/,
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

const within = (cpus: number, factor: number) => {
  const [result] = results(factor, { cpus });
  return { ...result!, provenance: { ...result!.provenance, options: { cpus, cpuPeriod: '20ms' } } };
};

test('each of several limits is compared with itself, and one that is no longer measured is missed', () => {
  const now = [within(0.05, 1), within(0.1, 1.5)];
  const then = [within(0.05, 1), within(0.1, 1), within(0.2, 1)];
  const found = changesSince(baselineOf(then), now, { thresholds });
  expect(found).toMatchObject([
    { cpus: 0.2, state: 'inconclusive', reason: 'the limit is in the baseline and was not measured' },
    { cpus: 0.05, state: 'compared', verdict: 'unchanged' },
    { cpus: 0.1, state: 'compared', verdict: 'worse' },
  ]);
  expect(renderChanges(found)).toContain('at 0.05 cores, ');
});

test('a limit of a list is compared with the same limit by itself, and not with another one', () => {
  const { cpus: _, ...alone } = within(0.1, 1);
  expect(changesSince(baselineOf([alone]), [within(0.05, 1), within(0.1, 1)], { thresholds })).toMatchObject([
    { cpus: 0.05, state: 'not compared', reason: 'the baseline has no such row' },
    { cpus: 0.1, state: 'compared' },
  ]);
});
