import { expect, test } from 'vitest';
import { aggregate } from '../../analyse/aggregate.ts';
import { measuredRounds } from '../../analyse/fixture/measured-round.ts';
import { measuredResult } from '../../analyse/fixture/result.ts';
import type { StartSkew } from '../../schema/round.ts';
import { runnersLine } from './provenance-lines.ts';

function rowsBy(startSkew?: StartSkew) {
  const rounds = measuredRounds((round) => {
    if (startSkew === undefined) return;
    const latencyErrorShareAtMost = { p50: 0.0001, p90: 0.0002, p95: 0.0003, p99: 0.00123, p999: 0.02 };
    round.percentiles = { from: 'quantile-grids', runners: 3, quantiles: 2070, latencyErrorShareAtMost };
    round.generator.startSkew = startSkew;
  });
  return aggregate([measuredResult({ rounds })]).rows;
}

test('who made the load, how far apart they began, and how exact its percentiles are, stand beside the figures', () => {
  expect(runnersLine(rowsBy({ state: 'known', atMostMs: 4.26 }), 'run-1')).toBe(
    'each load by 3 runners of k6, which began within 4.3 ms; their distributions are merged, p50 within 0.01 %, p99 0.12 %, p99.9 2 %',
  );
});

test('a start that nobody saw is no number, and one generator needs no word', () => {
  const rows = rowsBy({ state: 'unknown', reason: 'the operator starts them' });
  expect(runnersLine(rows, 'run-1')).toMatch(/which began at times that nobody tells/);
  expect(runnersLine(rowsBy(), 'run-1')).toBeUndefined();
});
