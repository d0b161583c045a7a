import { setTimeout as sleep } from 'node:timers/promises';
import { nextRate } from '../analyse/capacity/next-rate.ts';
import { stepOf } from '../analyse/capacity/step.ts';
import type { CapacityStep } from '../schema/capacity.ts';
import type { MeasuredRound } from '../schema/round.ts';
import { type LoadSpec, loadOnce } from './load-once.ts';

/** For a server to answer what is left of a rate that was too high. k6 has closed its connections by then. */
const settleMs = 300;

/**
 * Tries one arrival rate after another on a server that goes on running, each by a k6 of its own.
 * @returns the load at the highest rate that was held, or at the lowest that was tried, with the search
 */
export async function searchCapacity(spec: LoadSpec, base: string): Promise<MeasuredRound> {
  const { rate: start, p99LimitMs, stepDuration } = spec.round.server.options;
  const steps: CapacityStep[] = [];
  let best: { step: CapacityStep; load: MeasuredRound } | undefined;
  for (;;) {
    const next = nextRate(steps, start);
    if ('state' in next) {
      return { ...best!.load, capacity: { p99LimitMs, stepDuration, outcome: next, steps } };
    }
    await Promise.race([sleep(settleMs, undefined, { signal: spec.signal }), spec.running.died]);
    const place = String(steps.length + 1).padStart(2, '0');
    const load = await loadOnce(spec, {
      duration: stepDuration,
      rate: next.rate,
      base: `${base}.step-${place}`,
    });
    const step = stepOf(load, next.rate, p99LimitMs);
    steps.push(step);
    if (best === undefined || isBetter(step, best.step)) best = { step, load };
  }
}

function isBetter(step: CapacityStep, best: CapacityStep): boolean {
  const [held, bestHeld] = [step.verdict === 'held', best.verdict === 'held'];
  if (held !== bestHeld) return held;
  return held === step.requestsPerSecond > best.requestsPerSecond;
}
