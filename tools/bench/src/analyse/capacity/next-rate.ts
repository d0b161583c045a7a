import type { CapacityOutcome, CapacityStep } from '../../schema/capacity.ts';

export const LOWEST_RATE = 10;
export const HIGHEST_RATE = 1_000_000;
/** The search ends once the rate that was too high is at most this many times the one that was held. */
const RESOLUTION = 1.05;

export type Tried = Pick<CapacityStep, 'requestsPerSecond' | 'verdict' | 'generatorBound'>;

/**
 * The rate to try next, or where the search has ended. Doubling (or halving) from `start` finds a rate that is held and one
 * that is not; their geometric mean then halves the ratio of the two until it is within 5 %. A rate that is not held is
 * tried once more before it counts: a pause of the machine in a short load would else cut the capacity down.
 */
export function nextRate(tried: readonly Tried[], start: number): { rate: number } | CapacityOutcome {
  const held = Math.max(
    0,
    ...tried.filter(({ verdict }) => verdict === 'held').map((step) => step.requestsPerSecond),
  );
  const exceeded = exceededTwice(tried).filter((step) => step.requestsPerSecond > held);
  const last = tried.at(-1);
  if (last === undefined) return { rate: clamped(start) };
  if (
    last.verdict !== 'held' &&
    !exceeded.some((step) => step.requestsPerSecond === last.requestsPerSecond)
  ) {
    return { rate: last.requestsPerSecond };
  }
  const lowestExceeded = exceeded.sort((a, b) => a.requestsPerSecond - b.requestsPerSecond)[0];
  if (lowestExceeded === undefined) {
    return held >= HIGHEST_RATE ? { state: 'not-exceeded', atLeast: held } : { rate: clamped(held * 2) };
  }
  const tooHigh = lowestExceeded.requestsPerSecond;
  if (held === 0) {
    return tooHigh <= LOWEST_RATE
      ? { state: 'none-held', lowestTried: tooHigh }
      : { rate: clamped(tooHigh / 2) };
  }
  const middle = Math.round(Math.sqrt(held * tooHigh));
  if (tooHigh / held > RESOLUTION && middle > held && middle < tooHigh) return { rate: middle };
  return lowestExceeded.generatorBound
    ? { state: 'generator-bound', atLeast: held, exceededAt: tooHigh }
    : { state: 'found', requestsPerSecond: held, exceededAt: tooHigh };
}

/** The later of the two tries of each rate that was held in neither. */
function exceededTwice(tried: readonly Tried[]): Tried[] {
  return tried.filter(
    (step, index) =>
      step.verdict !== 'held' &&
      tried
        .slice(0, index)
        .some((before) => before.requestsPerSecond === step.requestsPerSecond && before.verdict !== 'held'),
  );
}

const clamped = (rate: number) => Math.min(HIGHEST_RATE, Math.max(LOWEST_RATE, Math.round(rate)));
