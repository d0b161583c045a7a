import type { KubeletCounters } from './kubelet-counters.ts';

/** A reading of counters that somebody else keeps: when it was asked for and when it came, by our clock, and what it is of by theirs. */
export interface Read {
  readonly askedAtMs: number;
  readonly cameAtMs: number;
  readonly counters: KubeletCounters;
}

/**
 * How far the node's clock is ahead of ours, ms, at least: no reading is of a time after it came. The more readings, the nearer: one
 * that the kubelet took for us is as old as its way here.
 */
export function clockLeadMs(reads: readonly Read[]): number {
  return Math.max(...reads.map(({ cameAtMs, counters }) => counters.atMs - cameAtMs));
}

/** What a reading is of, by our clock. */
export function timeOf({ counters, cameAtMs }: Read, leadMs: number): number {
  return Math.min(cameAtMs, counters.atMs - leadMs);
}

/** CPU time at a moment, µs: between two readings in proportion, before the first and after the last as those say. */
export function cpuMicrosAt(reads: readonly Read[], atMs: number, leadMs: number): number {
  const points = reads
    .map((read) => ({ atMs: timeOf(read, leadMs), cpuMicros: read.counters.cpuMicros }))
    .sort((a, b) => a.atMs - b.atMs);
  const after = points.findIndex((point) => point.atMs >= atMs);
  if (after === 0) return points[0]!.cpuMicros;
  if (after < 0) return points.at(-1)!.cpuMicros;
  const [from, to] = [points[after - 1]!, points[after]!];
  const share = (atMs - from.atMs) / (to.atMs - from.atMs);
  return from.cpuMicros + share * (to.cpuMicros - from.cpuMicros);
}

/** Longest time between two readings that follow one another within a span, ms. */
export function longestGapMs(
  reads: readonly Read[],
  span: { fromMs: number; toMs: number },
  leadMs: number,
): number {
  const times = reads.map((read) => timeOf(read, leadMs)).sort((a, b) => a - b);
  const inside = times.filter((at) => at > span.fromMs && at < span.toMs);
  const all = [span.fromMs, ...inside, span.toMs];
  return Math.max(...all.slice(1).map((at, index) => at - all[index]!));
}
