import { expect, test } from 'vitest';
import type { CapacityOutcome } from '../../schema/capacity.ts';
import { rowSchema } from '../../schema/report.ts';
import type { Result } from '../../schema/result.ts';
import type { MeasuredRound } from '../../schema/round.ts';
import { effectSize } from '../effect-size.ts';
import { measuredRounds } from '../fixture/measured-round.ts';
import { measuredResult } from '../fixture/result.ts';
import { rowsOf } from '../rows.ts';
import { stepOf } from './step.ts';

const found = (requestsPerSecond: number): CapacityOutcome => ({
  state: 'found',
  requestsPerSecond,
  exceededAt: requestsPerSecond * 1.05,
});
const bound: CapacityOutcome = { state: 'generator-bound', atLeast: 9000, exceededAt: 9400 };
const none: CapacityOutcome = { state: 'none-held', lowestTried: 10 };

/** Six rounds of a search that ended like this. */
function searched(outcomes: CapacityOutcome[], change: Partial<Result> = {}): Result {
  const rounds = [...measuredRounds(), measuredRounds()[0]!].map((round, index) => ({
    ...round,
    round: index,
    scenario: 'capacity',
    capacity: {
      p99LimitMs: 50,
      stepDuration: '2s',
      outcome: outcomes[index % outcomes.length]!,
      steps: [stepOf(round, 2000, 50)],
    },
  }));
  return measuredResult({ rounds, scenarios: ['capacity'], ...change });
}

test('a capacity that every round found has its interval, and CPU per request beside it', () => {
  const [row] = rowsOf(searched([found(4000), found(4100)]));
  expect(rowSchema.parse(row)).toMatchObject({
    capacity: { state: 'found', requestsPerSecond: { median: 4050, low: 4000, high: 4100 } },
    cpuMicrosPerRequest: { median: expect.any(Number) },
    findings: [],
  });
});

test("one round that the generator ended makes it a lower bound that a finding takes out of the server's ranking", () => {
  const [row] = rowsOf(searched([found(8000), bound]));
  expect(rowSchema.parse(row)).toMatchObject({
    capacity: { state: 'generator-bound', atLeast: { median: 8500 } },
    findings: [{ code: 'generator-saturated', invalidates: ['requestsPerSecond', 'capacity'] }],
  });
  const comparison = effectSize({
    subject: searched([bound], { label: 'Rust' }),
    reference: searched([found(4000)]),
    scenario: 'capacity',
    figure: 'capacityRequestsPerSecond',
  });
  expect(comparison).toMatchObject({
    state: 'refused',
    reason: expect.stringContaining('generator-saturated'),
  });
});

test('a round in which nothing was held leaves no number', () => {
  expect(rowsOf(searched([found(8000), none]))[0]).toMatchObject({
    capacity: { state: 'none-held', lowestTried: 10 },
  });
});

test('a step says by what a rate was exceeded', () => {
  const [round] = measuredRounds();
  const verdict = (change: Partial<MeasuredRound['load']>, limit = 50) =>
    stepOf({ ...round!, load: { ...round!.load, ...change } }, 2000, limit).verdict;
  expect(verdict({})).toBe('held');
  expect(verdict({}, 0.1)).toBe('slow');
  expect(verdict({ droppedIterations: 1 })).toBe('dropped');
  expect(verdict({ failedRequests: 1, droppedIterations: 1 })).toBe('failed');
});

test("a rate that was not held is the generator's where it used more CPU than the server, with little idle", () => {
  const [round] = measuredRounds();
  const bound = (serverCores: number, generatorCores: number, idleCores: number) =>
    stepOf(
      {
        ...round!,
        server: { ...round!.server, cpuMicros: serverCores * round!.durationMs * 1000 },
        generator: { ...round!.generator, cores: generatorCores },
        machine: { cpus: 2, idleCores, foreignCores: 0.05 },
      },
      2000,
      50,
    ).generatorBound;
  expect(bound(0.25, 0.84, 0.52)).toBe(true);
  expect(bound(0.98, 0.8, 0.15)).toBe(false);
  expect(bound(0.03, 0.1, 1.8)).toBe(false);
});

test('of a pinned pair each is measured by its own CPUs', () => {
  const [round] = measuredRounds();
  const bound = (serverCores: number, generatorCores: number) =>
    stepOf(
      {
        ...round!,
        server: { ...round!.server, cpuMicros: serverCores * round!.durationMs * 1000, pinnedCpus: 4 },
        generator: { ...round!.generator, cores: generatorCores, pinnedCpus: 4 },
        machine: { cpus: 8, idleCores: 8 - serverCores - generatorCores, foreignCores: 0.05 },
      },
      2000,
      50,
    ).generatorBound;
  expect(bound(0.5, 3.4)).toBe(true);
  expect(bound(3.8, 3.4)).toBe(false);
  expect(bound(0.5, 1.2)).toBe(false);
});
