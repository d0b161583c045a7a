import { expect, it } from 'vitest';
import { figureOver } from '../../analyse/figure.ts';
import { failedRow, figure, measuredRow } from '../fixture/report.ts';
import { intervalsInWords } from './intervals-in-words.ts';

const over = (count: number) =>
  figureOver(
    Array.from({ length: count }, (_, place) => 10 + place),
    'none',
  );
const rowOf = (counts: { all: number; coldStart?: number }) => {
  const all = over(counts.all);
  const latency = { avg: all, p50: all, p90: all, p95: all, p99: all, max: all };
  return measuredRow({
    requestsPerSecond: all,
    latencyMs: latency,
    waitingMs: latency,
    receivingMs: latency,
    cpuMicrosPerRequest: all,
    pssAtRestBytes: over(1),
    rssAtRestBytes: over(1),
    pssPeakBytes: all,
    rssPeakBytes: all,
    artifactBytes: over(1),
    coldStartMs: over(counts.coldStart ?? counts.all),
  });
};

it('says the confidence that the intervals have, to the tenth of a percent', () => {
  expect(intervalsInWords([rowOf({ all: 6 }), failedRow()])).toBe('96.9 %');
  expect(intervalsInWords([rowOf({ all: 6 }), rowOf({ all: 5 })])).toBe('93.8 to 96.9 %');
  expect(intervalsInWords([rowOf({ all: 6, coldStart: 20 })])).toBe('95.9 to 96.9 %');
});

it('says nothing of intervals that are not there', () => {
  expect(intervalsInWords([rowOf({ all: 3 })])).toBeUndefined();
  expect(intervalsInWords([failedRow()])).toBeUndefined();
});

it('does not call the intervals of an older report exact', () => {
  const { median } = figure(10) as { median: number };
  const old = { median, low: 9, high: 11, rounds: 6 };
  expect(intervalsInWords([measuredRow({ cpuMicrosPerRequest: old })])).toContain('nominally 95 %');
});
