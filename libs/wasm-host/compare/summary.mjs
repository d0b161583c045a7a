/** @typedef {Awaited<ReturnType<typeof import('./measure.mjs').measureRound>>} Round */

/** @param {readonly number[]} values at least one */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of each figure. @param {readonly Round[]} rounds @returns {Round} */
function medians(rounds) {
  const figures = /** @type {(keyof Round)[]} */ (Object.keys(rounds[0]));
  return /** @type {Round} */ (
    Object.fromEntries(figures.map((figure) => [figure, median(rounds.map((round) => round[figure]))]))
  );
}

/**
 * A row for each server: medians over its rounds, and ratios to the native server as the median of the ratios within
 * each round, since what disturbs a machine disturbs neighbouring measurements alike.
 * @param {readonly { name: string, label: string, servedBy?: 'core' | 'component', binaryBytes: number, programBytes: number, rounds: readonly Round[] }[]} measured native first
 */
export function summarise(measured) {
  const native = measured[0].rounds;
  return measured.map(({ rounds, ...server }) => ({
    ...server,
    ...medians(rounds),
    ratioToNative: ratio(rounds, native, 'cpuMicrosPerRequest'),
    primesRatioToNative: ratio(rounds, native, 'primesCpuMicrosPerRequest'),
    coldStartRatioToNative: ratio(rounds, native, 'coldStartMs'),
    rounds,
  }));
}

/** @param {readonly Round[]} rounds @param {readonly Round[]} native @param {keyof Round} figure */
function ratio(rounds, native, figure) {
  return median(rounds.map((round, index) => round[figure] / native[index][figure]));
}
