import { expect, test } from 'vitest';
import { reportSchema } from '../schema/report.ts';
import type { Result } from '../schema/result.ts';
import { aggregate } from './aggregate.ts';
import { measuredRounds } from './fixture/measured-round.ts';
import { measuredResult } from './fixture/result.ts';
import { groupRows } from './groups.ts';

/** Six rounds, as the closed tests of two servers by one figure want them. */
function within(server: string, cpus: number, cpuMicrosPerRequest: number): Result {
  const rounds = measuredRounds((round) => {
    round.server.cpuMicrosPerRequest = cpuMicrosPerRequest * (1 + round.round / 100);
  });
  const result = measuredResult({ server, label: server, cpus, rounds });
  return { ...result, provenance: { ...result.provenance, options: { cpus, cpuPeriod: '20ms', vus: 100 } } };
}

const report = aggregate([
  within('go', 0.5, 40),
  within('node', 0.5, 80),
  within('go', 0.05, 50),
  within('node', 0.05, 200),
]);

test('each limit of a run has a table of its own, the tightest first', () => {
  expect(reportSchema.parse(report)).toEqual(report);
  expect(groupRows(report).map(({ cpus, rows }) => [cpus, rows.map(({ server }) => server)])).toEqual([
    [0.05, ['go', 'node']],
    [0.5, ['go', 'node']],
  ]);
});

test('servers are compared within the same limit alone', () => {
  expect(report.comparisons).toMatchObject([
    { cpus: 0.05, subject: 'node', reference: 'go', ratio: 4 },
    { cpus: 0.5, subject: 'node', reference: 'go', ratio: 2 },
  ]);
  expect(report.headlines).toMatchObject([
    { cpus: 0.05, claim: expect.stringContaining('51.0') },
    { cpus: 0.5, claim: expect.stringContaining('40.8') },
  ]);
});

test('a row says what it was limited to, and the run what all rows share', () => {
  expect(report.rows.map(({ options }) => options)).toEqual([0.5, 0.5, 0.05, 0.05].map((cpus) => ({ cpus })));
  expect(report.runs['run-1']!.options).toEqual({ cpuPeriod: '20ms', vus: 100 });
});
