import { expect, test } from 'vitest';
import { clockLeadMs, cpuMicrosAt, longestGapMs, type Read, timeOf } from './counter-series.ts';

/** A server that uses one core from 1,000 to 2,000 ms of our clock, as a kubelet whose clock is ahead tells it. */
const leadMs = 5_000_000;
const usedMicros = (atMs: number) => Math.min(Math.max(atMs - 1000, 0), 1000) * 1000;
const readAt = (cameAtMs: number, ageMs: number): Read => ({
  askedAtMs: cameAtMs - 20,
  cameAtMs,
  counters: {
    atMs: cameAtMs - ageMs + leadMs,
    cpuMicros: usedMicros(cameAtMs - ageMs),
    workingSetBytes: 1,
  },
});

test("the node's clock may be anywhere: readings that are taken on demand tell it to within their way here", () => {
  const reads = [readAt(990, 8), readAt(1500, 2), readAt(2100, 5)];
  expect(clockLeadMs(reads) - leadMs).toBe(-2);
});

test('a reading that was kept for seconds is of the time that it is of, not of the one that it came at', () => {
  const reads = [readAt(990, 2), readAt(3000, 9000)];
  expect(timeOf(reads[1]!, clockLeadMs(reads))).toBeCloseTo(3000 - 9000 + 2);
});

test('CPU time between two readings is in proportion, outside of them it is that of the nearest', () => {
  const reads = [readAt(1000, 0), readAt(1400, 0), readAt(2000, 0), readAt(2500, 0)];
  const lead = clockLeadMs(reads);
  expect(cpuMicrosAt(reads, 900, lead)).toBe(0);
  expect(cpuMicrosAt(reads, 1200, lead)).toBe(200_000);
  expect(cpuMicrosAt(reads, 1700, lead)).toBe(700_000);
  expect(cpuMicrosAt(reads, 9000, lead)).toBe(1_000_000);
});

test('the longest time without a reading counts from the start of the span to its end', () => {
  const reads = [readAt(500, 0), readAt(1200, 0), readAt(4000, 0)];
  expect(longestGapMs(reads, { fromMs: 1000, toMs: 3500 }, clockLeadMs(reads))).toBe(2300);
});
