import { median } from 'simple-statistics';
import type { Sample } from '../../schema/round.ts';
import type { Observation } from '../observation.ts';
import { signedRankP } from '../statistics/signed-rank.ts';
import { risingTrendZ, theilSenSlope } from '../statistics/trend-test.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'memory-growth';

/** A series of five can rise by chance in one of 120 orders. */
const FEWEST_SAMPLES = 5;
/** One-sided p of 0.001: with five servers and two scenarios a run, one false finding in a hundred runs. */
const LEAST_Z = 3.09;
/** One-sided, five rounds reach 1/32. */
const FEWEST_ROUNDS = 5;
const SIGNIFICANCE = 0.05;
/** Growth over the second half of a load, of the memory in use: heaps that a collector tends settle below it. */
const LEAST_SHARE = 0.1;
/** Below it allocator arenas and page granularity show, and no leak is worth the word. */
const LEAST_BYTES = 2 * 1024 * 1024;

/**
 * Memory still rises in the second half of the load, so that its peak says how long the load was. It is read as RSS, four times a
 * second; PSS, which counts shared pages once, costs too much for that.
 */
export function memoryGrowth({ rounds }: Observation): Verdict {
  const halves = rounds
    .map((round) => secondHalf(round.samples))
    .filter((half) => half.length >= FEWEST_SAMPLES);
  if (halves.length === 0) {
    return unknown(code, `${FEWEST_SAMPLES} memory samples or more in the second half of a round`);
  }
  const growths = halves.map((half) => {
    const span = half.at(-1)!.atMs - half[0]!.atMs;
    return theilSenSlope(half.map((sample) => ({ x: sample.atMs, y: sample.rssBytes }))) * span;
  });
  const bytes = median(growths);
  const share = bytes / median(halves.map((half) => half[0]!.rssBytes));
  const z = risingTrendZ(halves.map((half) => half.map((sample) => sample.rssBytes)));
  if (z < LEAST_Z || share < LEAST_SHARE || bytes < LEAST_BYTES || !growsInRounds(growths)) {
    return absent(code, `memory (RSS) changes by ${percent(share)} in the second half of a round`);
  }
  const seconds = median(halves.map((half) => (half.at(-1)!.atMs - half[0]!.atMs) / 1000));
  return present({
    code,
    summary:
      `Memory (RSS) still grows in the second half of the load: by ${shown(bytes / 1024 / 1024)} MiB (${percent(share)}) in ` +
      `${shown(seconds)} s.`,
    evidence: {
      growthBytes: bytes,
      growthShare: share,
      growthBytesPerSecond: bytes / seconds,
      seasonalKendallZ: z,
      rounds: halves.length,
    },
    remedy:
      'Lengthen duration and see whether it settles; if not, the server leaks and its peak means nothing.',
    invalidates: ['rssPeakBytes'],
  });
}

/**
 * Samples of one launch follow each other, so that memory which wanders has a trend in most rounds, up or down, and z takes
 * it for certain. Rounds do not: where there are enough, their growths are shifted upwards as a whole (signed ranks, one-sided).
 */
function growsInRounds(growths: readonly number[]): boolean {
  return growths.length < FEWEST_ROUNDS || signedRankP(growths) / 2 <= SIGNIFICANCE;
}

function secondHalf(samples: readonly Sample[]): Sample[] {
  const end = samples.at(-1)?.atMs ?? 0;
  return samples.filter((sample) => sample.atMs >= end / 2);
}
