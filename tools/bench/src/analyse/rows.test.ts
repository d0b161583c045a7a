import { expect, test } from 'vitest';
import { rowSchema } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import { measuredRounds } from './fixture/measured-round.ts';
import { measuredResult } from './fixture/result.ts';
import { rowsOf } from './rows.ts';

const broken = { code: 'SERVER_DIED', message: 'exit code 1', fix: 'Read its log.' };

function result(change: Partial<Result> = {}): Result {
  const rounds = measuredRounds((round) => {
    round.load.requestsPerSecond = 1000 + round.round;
  });
  return measuredResult({ rounds, ...change });
}

test('a figure is the median of the numbers of the rounds, with its interval', () => {
  const [row] = rowsOf(result());
  expect(rowSchema.parse(row)).toEqual(row);
  expect(row).toMatchObject({
    status: 'measured',
    requestsPerSecond: { median: 1002, low: 1000, high: 1004, rounds: 5 },
    requests: 50_000,
    failedRequests: 0,
  });
});

test('too few launches have a median without an interval, and what is not measured has no number', () => {
  const [row] = rowsOf(result());
  expect(row).toMatchObject({
    coldStartMs: { median: 3.5, rounds: 2, noInterval: expect.stringContaining('2 measurements') },
    imageBytes: { unavailable: 'launcher process runs no image' },
  });
  expect(row).not.toHaveProperty('coldStartMs.low');
});

test('memory that adds up is a median of its own, unknown with the reason, or not of this version', () => {
  const [older] = rowsOf(result());
  expect(older).not.toHaveProperty('pssAtRestBytes');
  expect(older).not.toHaveProperty('pssPeakBytes');
  const reason = 'PSS cannot be read: EACCES at /proc/7/smaps_rollup';
  expect(rowsOf(result({ pssAtRestBytes: { state: 'unknown', reason } }))[0]).toMatchObject({
    pssAtRestBytes: { unavailable: reason },
    pssPeakBytes: { unavailable: reason },
  });
  const rounds = measuredRounds((round) => {
    round.server.pssPeakBytes = 7_000_000 + round.round;
  });
  const read = { state: 'known', value: 5_000_000 } as const;
  expect(rowsOf(result({ rounds, pssAtRestBytes: read }))[0]).toMatchObject({
    pssAtRestBytes: { median: 5_000_000 },
    pssPeakBytes: { median: 7_000_002, rounds: 5 },
    rssPeakBytes: { median: 20_000_000 },
  });
});

test('a round that is out of line is flagged and still counts', () => {
  const rounds = measuredRounds((round) => {
    if (round.round === 2) round.server.cpuMicrosPerRequest = 90;
  });
  expect(rowsOf(result({ rounds }))[0]).toMatchObject({
    cpuMicrosPerRequest: { outliers: [2], rounds: 5, high: 90 },
  });
});

test('a failed round is told beside the figures of the others', () => {
  const [first, ...others] = measuredRounds();
  const failed = { ...first, status: 'failed', error: broken } as Result['rounds'][number];
  expect(rowsOf(result({ rounds: [failed, ...others], errors: [broken] }))[0]).toMatchObject({
    status: 'measured',
    requestsPerSecond: { rounds: 4 },
    errors: [broken],
  });
});

test('each planned scenario has a row, a failed one where no round was measured', () => {
  expect(rowsOf(result({ scenarios: ['open', 'closed'] })).map((row) => [row.scenario, row.status])).toEqual([
    ['open', 'measured'],
    ['closed', 'failed'],
  ]);
});

test('a server that failed as a whole has no figures', () => {
  expect(rowsOf(result({ status: 'failed', errors: [broken] }))).toEqual([
    {
      server: 'go',
      label: 'Go',
      launcher: 'process',
      scenario: 'open',
      runId: 'run-1',
      status: 'failed',
      errors: [broken],
    },
  ]);
});

test('a result within one of several limits makes rows that name it, a failed one too', () => {
  expect(rowsOf(result({ cpus: 0.05 }))).toMatchObject([{ status: 'measured', cpus: 0.05 }]);
  expect(rowsOf(result({ cpus: 0.05, status: 'failed', errors: [broken] }))).toMatchObject([{ cpus: 0.05 }]);
  expect(rowsOf(result())[0]).not.toHaveProperty('cpus');
});

test('a rate that is a share says so where the server did not bound what it is a share of', () => {
  const options = { rateShare: 0.5, cpus: 0.1 };
  const of = (bindsServer: boolean) => {
    const closed = measuredRounds((round) => {
      Object.assign(round, { scenario: 'closed' });
      if (bindsServer) {
        round.server.cpuLimit = { by: 'quota', cores: 0.1 };
        round.server.cpuMicros = 0.1 * round.durationMs * 1000;
      }
    });
    const open = measuredRounds((round) => {
      round.rate = 2000;
    });
    const measured = result({ scenarios: ['closed', 'open'], rounds: [...closed, ...open] });
    return rowsOf({ ...measured, provenance: { ...measured.provenance, options } })[1];
  };
  expect(of(true)).toMatchObject({
    rateShare: { of: 'closed', bound: 'server-limit' },
    bound: { by: 'rate', because: expect.not.stringContaining('may be able') },
  });
  expect(of(false)).toMatchObject({
    rateShare: { bound: 'rate' },
    bound: {
      by: 'rate',
      because: expect.stringContaining('50 % of what closed reached, which the server did not bound'),
    },
  });
});
