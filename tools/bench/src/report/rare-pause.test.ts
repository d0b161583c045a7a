import { expect, test } from 'vitest';
import { aggregate } from '../analyse/aggregate.ts';
import { measuredRounds } from '../analyse/fixture/measured-round.ts';
import { measuredResult } from '../analyse/fixture/result.ts';
import { renderCsv } from './csv.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTerminal } from './terminal.ts';
import { columnsOf } from './view/columns.ts';

/** A server that pauses for 120 ms every 500 requests: 2 in 1,000, which p99 does not see. */
const pausing = aggregate([
  measuredResult({
    rounds: measuredRounds(({ load }) => {
      load.latencyMs = { ...load.latencyMs, p99: 2.1, p999: 120.4, max: 121 };
    }),
  }),
]);

test('a pause in 2 of 1,000 requests is in p99.9', () => {
  expect(pausing.rows[0]).toMatchObject({ latencyMs: { p99: { median: 2.1 }, p999: { median: 120.4 } } });
  const [head = '', row = ''] = renderCsv(pausing).split('\r\n');
  expect(row.split(',')[head.split(',').indexOf('latencyMs.p999.median')]).toBe('120.4');
  expect(columnsOf(pausing.rows).map(({ header }) => header)).toContain('p99.9 (ms)');
  expect(renderMarkdown(pausing)).toContain('p99.9 (ms)');
});

test('a terminal that has no room for it shows the other columns in one table', () => {
  expect(renderTerminal(pausing, { columns: 200 })).toContain('p99.9');
  const narrow = renderTerminal(pausing, { columns: 120 });
  expect(narrow).not.toContain('p99.9');
  expect(narrow.match(/Platform/g)).toHaveLength(1);
});

test('results of older versions have neither the figure nor its column', () => {
  const older = aggregate([measuredResult()]);
  expect(older.rows[0]).not.toHaveProperty('latencyMs.p999');
  expect(columnsOf(older.rows).map(({ header }) => header)).not.toContain('p99.9 (ms)');
});
