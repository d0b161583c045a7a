import { expect, test } from 'vitest';
import { measuredRounds } from '../../analyse/fixture/measured-round.ts';
import { measuredResult } from '../../analyse/fixture/result.ts';
import { earlyTable } from './early-table.ts';

/** Two servers of which the first has been measured so often, and the second. */
const after = (one: number, other: number) =>
  [
    ['go', one],
    ['node', other],
  ].map(([server, count]) =>
    measuredResult({
      server: `${server}`,
      label: `${server}`,
      rounds: measuredRounds().slice(0, Number(count)),
    }),
  );

test('comes once, when each server has two rounds, if most are still to come', () => {
  const tableAfter = earlyTable({});
  expect(tableAfter(after(1, 1), 10)).toBeUndefined();
  expect(tableAfter(after(2, 1), 9)).toBeUndefined();
  const table = tableAfter(after(2, 2), 8);
  expect(table).toMatch(/^\nSo far, of 2 rounds of each; more rounds narrow the intervals:\n/);
  expect(table).toMatch(/go[\s\S]*node/);
  expect(tableAfter(after(3, 2), 7)).toBeUndefined();
});

test('does not come where the whole table is near, nor of one server', () => {
  const tableAfter = earlyTable({});
  expect(tableAfter(after(2, 2), 3)).toBeUndefined();
  expect(earlyTable({})(after(2, 2).slice(1), 9)).toBeUndefined();
});

test('does not wait for a server that has dropped out', () => {
  const [go, node] = after(2, 2);
  const error = { code: 'SERVER_DIED', message: 'it died', fix: 'look' } as const;
  const failed = measuredResult({
    server: 'rust',
    label: 'rust',
    status: 'failed',
    rounds: [],
    errors: [error],
  });
  expect(earlyTable({})([go!, node!, failed], 8)).toContain('So far');
});
