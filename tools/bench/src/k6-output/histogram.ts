/** Neighbouring buckets differ by this factor, so that a percentile is off by half of it at most: 0.5 %. */
const BASE = 1.01;
const LOG_BASE = Math.log(BASE);
/** k6 measures times in ms with nanoseconds; below this a value counts as zero. */
const LEAST = 1e-6;

/**
 * The distribution of any number of values in bounded memory: buckets of equal ratio, as in DDSketch (Masson, Rim and Lee,
 * VLDB 2019). Average, least and greatest are exact.
 */
export class Histogram {
  #buckets = new Map<number, number>();
  #zeros = 0;
  #sum = 0;
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    this.count++;
    this.#sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (value < LEAST) {
      this.#zeros++;
      return;
    }
    const bucket = Math.ceil(Math.log(value) / LOG_BASE);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
  }

  get avg(): number {
    return this.#sum / this.count;
  }

  /** The percentile as k6 counts it, from 0 to 100. */
  percentile(percent: number): number {
    const rank = (percent / 100) * (this.count - 1);
    let seen = this.#zeros;
    if (rank < seen) return this.min;
    for (const bucket of [...this.#buckets.keys()].sort((a, b) => a - b)) {
      seen += this.#buckets.get(bucket)!;
      if (rank < seen) return Math.min(this.max, Math.max(this.min, BASE ** (bucket - 0.5)));
    }
    return this.max;
  }
}
