/**
 * A quantity over the second half of a soak, in its own unit.
 * @typedef {{ first: number, last: number, slopePerHour: number, growth: number, allowedGrowth: number,
 *   isGrowing: boolean }} Trend
 */

/** Beside five per cent, what an allocator may keep more or less of at any time, or a connection that closes late. */
const ALLOWED = {
  rssBytes: 512 * 1024,
  pssBytes: 512 * 1024,
  anonymousBytes: 512 * 1024,
  fds: 2,
  threads: 1,
};

const ALLOWED_SHARE = 0.05;

/**
 * The least-squares line through the second half, in which a program has warmed up: `growth` is its rise from the
 * first sample to the last.
 * @param {readonly import('./sample.mjs').Sample[]} samples
 * @param {keyof typeof ALLOWED} quantity
 * @returns {Trend}
 */
export function trend(samples, quantity) {
  const half = samples.slice(Math.floor(samples.length / 2));
  const times = half.map(({ seconds }) => seconds);
  const values = half.map((one) => one[quantity]);
  const meanTime = mean(times);
  const meanValue = mean(values);
  const covariance = times.reduce((sum, time, at) => sum + (time - meanTime) * (values[at] - meanValue), 0);
  const variance = times.reduce((sum, time) => sum + (time - meanTime) ** 2, 0);
  const slope = variance === 0 ? 0 : covariance / variance;
  const growth = slope * (times[times.length - 1] - times[0]);
  const allowedGrowth = Math.max(ALLOWED[quantity], ALLOWED_SHARE * meanValue);
  return {
    first: values[0],
    last: values[values.length - 1],
    slopePerHour: slope * 3600,
    growth,
    allowedGrowth,
    isGrowing: growth > allowedGrowth,
  };
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
