import { median } from 'simple-statistics';
import type { Sample } from '../../schema/round.ts';
import type { Observation } from '../observation.ts';
import { absent, percent, present, shown, unknown, type Verdict } from './verdict.ts';

const code = 'warm-up-too-short';

/** Fewer rounds than this, and one bad second decides. */
const FEWEST_ROUNDS = 3;
const FEWEST_INTERVALS = 8;
/** Early CPU per request over late. 1.0 plus the 8 to 10 % by which it varies between quiet 3 s rounds, twice. */
const LEAST_RATIO = 1.2;

/**
 * A request costs more CPU at the start of the measured load than in its second half: caches, JIT or heap were
 * still warming up. CPU per request shows it in open and closed models alike; the rate of an open model can't.
 */
export function warmUpTooShort({ rounds, options }: Observation): Verdict {
  const ratios = rounds.flatMap((round) => earlyOverLate(round.samples));
  if (ratios.length < FEWEST_ROUNDS) {
    return unknown(
      code,
      `${FEWEST_ROUNDS} rounds with ${FEWEST_INTERVALS} samples or more of CPU time and requests`,
    );
  }
  const ratio = median(ratios);
  const warming = ratios.filter((each) => each > 1).length;
  if (ratio < LEAST_RATIO || warming < ratios.length) {
    return absent(
      code,
      `a request costs ${shown(ratio)} times the CPU at the start of a round as at its end`,
    );
  }
  return present({
    code,
    summary: `A request costs ${percent(ratio - 1)} more CPU in the first quarter of the load than in its second half.`,
    evidence: { earlyOverLateCpuPerRequest: ratio, roundsThatWarm: warming, rounds: ratios.length },
    remedy: `Raise warmup${options.warmup ? ` (now ${options.warmup})` : ''} until this finding goes.`,
    invalidates: [],
  });
}

/** CPU per request of the first quarter of the load over that of its second half; empty where it can't be told. */
function earlyOverLate(samples: readonly Sample[]): number[] {
  const intervals = samples.flatMap((sample, index) => {
    const last = samples[index - 1];
    if (last?.requests === undefined || sample.requests === undefined) return [];
    const requests = sample.requests - last.requests;
    return requests > 0
      ? [{ atMs: sample.atMs, requests, cpuMs: sample.serverCores * (sample.atMs - last.atMs) }]
      : [];
  });
  if (intervals.length < FEWEST_INTERVALS) return [];
  const start = intervals[0]!.atMs;
  const span = intervals.at(-1)!.atMs - start;
  const costOf = (from: number, to: number) => {
    const within = intervals.filter(({ atMs }) => atMs >= start + from * span && atMs <= start + to * span);
    const total = (name: 'cpuMs' | 'requests') => within.reduce((sum, interval) => sum + interval[name], 0);
    return total('cpuMs') / total('requests');
  };
  const ratio = costOf(0, 0.25) / costOf(0.5, 1);
  return Number.isFinite(ratio) ? [ratio] : [];
}
