import { expect, test } from 'vitest';
import { aggregate } from '../../analyse/aggregate.ts';
import { measuredResult } from '../../analyse/fixture/result.ts';
import type { Account } from '../../schema/account.ts';
import { runLine } from './provenance-lines.ts';

const lineOf = (kind: Account['kind']) =>
  runLine(aggregate([measuredResult({ account: { kind, cannotSee: [] } })]), 'run-1');

test('of a cluster it says whose counters the figures are from', () => {
  expect(lineOf('kubelet')).toContain(
    "; CPU and memory by the counters of the kubelet of each server's node;",
  );
  expect(lineOf('cgroup')).not.toContain('counters');
});
