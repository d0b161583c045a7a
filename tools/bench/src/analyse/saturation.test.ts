import { expect, test } from 'vitest';
import { rowSchema } from '../schema/report.ts';
import type { MeasuredRound } from '../schema/round.ts';
import { measuredRounds } from './fixture/measured-round.ts';
import { measuredResult } from './fixture/result.ts';
import { rowsOf } from './rows.ts';

/** Five rounds by wrk with 50 connections on four cores, all of them in use: the server 3, wrk 0.8. */
function rowOf(change: (round: MeasuredRound) => void = () => {}) {
  const rounds = measuredRounds((round) => {
    const { waitingMs: _w, receivingMs: _r, blockedMs: _b, iterationMs: _i, ...load } = round.load;
    round.scenario = 'saturation';
    round.load = { ...load, requestsPerSecond: 100_000 + round.round };
    round.generator = { program: 'wrk', cpuMicros: 4_000_000, cores: 0.8 };
    round.server.cpuMicros = 3 * round.durationMs * 1000;
    round.machine = { cpus: 4, idleCores: 0.1, foreignCores: 0.1 };
    for (const sample of round.samples) delete sample.requests;
    change(round);
  });
  const result = measuredResult({ rounds, scenarios: ['saturation'] });
  result.provenance.tools.wrk = '4.1.0';
  const row = rowSchema.parse(rowsOf(result)[0]);
  if (row.status !== 'measured') throw new Error('expected a measured row');
  return row;
}

test("a row by wrk says so, with wrk's own cost, and has no figure that wrk does not tell", () => {
  expect(rowOf()).toMatchObject({
    generator: { program: 'wrk', version: '4.1.0', cpuMicrosPerRequest: { median: 400 } },
    requestsPerSecond: { median: 100_002 },
    waitingMs: { p50: { unavailable: expect.stringContaining('wrk') } },
    findings: [],
  });
});

test('a wrk that takes the machine is saturated, by its name', () => {
  const [finding] = rowOf((round) => {
    round.generator.cores = 2.5;
    round.server.cpuMicros = round.durationMs * 1000;
  }).findings;
  expect(finding).toMatchObject({
    code: 'generator-saturated',
    summary: expect.stringContaining("wrk's ceiling"),
    invalidates: ['requestsPerSecond', 'latencyMs'],
  });
});

test.each([{ threads: 1 }, { pinnedCpus: 1 }])('with %o it is so when one core is used up', (limit) => {
  const [finding] = rowOf((round) => {
    round.generator = { ...round.generator, ...limit, cores: 0.97 };
    round.server.cpuMicros = round.durationMs * 1000;
    round.machine.idleCores = 1.9;
  }).findings;
  expect(finding).toMatchObject({
    code: 'generator-saturated',
    summary: expect.stringContaining('0.97 of the 1 that it can use'),
    evidence: { generatorMostCores: 1 },
  });
});

test('a rate that is set by the connections is no highest rate', () => {
  const [finding] = rowOf((round) => {
    round.load.requestsPerSecond = 2000;
    round.generator.cores = 0.05;
    round.server.cpuMicros = 0.05 * round.durationMs * 1000;
    round.machine = { cpus: 4, idleCores: 3.8, foreignCores: 0.05 };
  }).findings;
  expect(finding).toMatchObject({
    code: 'vu-bound',
    evidence: { vus: 50, iterationAvgMs: 25, requestsPerSecond: 2000 },
    invalidates: ['requestsPerSecond'],
  });
});
