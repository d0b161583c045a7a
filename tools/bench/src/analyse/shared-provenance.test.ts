import { expect, test } from 'vitest';
import { reportSchema } from '../schema/report.ts';
import { aggregate } from './aggregate.ts';
import { measuredResult } from './fixture/result.ts';
import { entriesOf } from './history/entries-of.ts';

function given(server: string, options: Record<string, unknown>) {
  const { provenance } = measuredResult();
  return measuredResult({ server, label: server, provenance: { ...provenance, options } });
}

const report = reportSchema.parse(
  JSON.parse(
    JSON.stringify(
      aggregate([
        given('go', { command: ['go'], vus: 50, duration: '5s' }),
        given('node', { command: ['node'], vus: 20, duration: '5s', memory: '64m' }),
      ]),
    ),
  ),
);

test('a run says the options that its servers share, and each row its own', () => {
  expect(report.runs['run-1']?.options).toEqual({ duration: '5s' });
  expect(report.rows.map(({ options }) => options)).toEqual([
    { command: ['go'], vus: 50 },
    { command: ['node'], vus: 20, memory: '64m' },
  ]);
});

test('the history keeps the load of each server, not that of the last one', () => {
  expect(entriesOf(report).map(({ load }) => load)).toEqual([
    'duration=5s vus=50',
    'duration=5s vus=20 memory=64m',
  ]);
});

test('servers with the same options have none of their own', () => {
  const { runs, rows } = aggregate([given('go', { vus: 50 }), given('node', { vus: 50 })]);
  expect(runs['run-1']?.options).toEqual({ vus: 50 });
  expect(rows.some((row) => 'options' in row)).toBe(false);
});
