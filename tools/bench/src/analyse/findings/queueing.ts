import type { Trend } from '../../schema/trend.ts';

/**
 * Asymptotic bound (Denning and Buzen, The Operational Analysis of Queueing Network Models, ACM Computing
 * Surveys 10(3), 1978, §8): N users do at most N / R₁ iterations a second, with R₁ the time of one without
 * queueing, for which the quickest iteration stands. Far below it something is busy, and users queue for it.
 */
const LEAST_RATIO = 3;
/** A queue's length varies; a timer's plateau is flat (1.03 under a delayed-ACK stall, 1.7 to 2.1 with a busy CPU). */
const LEAST_SPREAD = 1.3;

/**
 * How many times the quickest iteration the median one takes, where the times look like those of a queue;
 * undefined where they do not, or a statistic is missing.
 */
export function queueingRatio({ min, p50, p90 }: Partial<Trend>): number | undefined {
  if (!min || p50 === undefined || p90 === undefined) return undefined;
  const ratio = p50 / min;
  return ratio >= LEAST_RATIO && p90 / p50 >= LEAST_SPREAD ? ratio : undefined;
}
