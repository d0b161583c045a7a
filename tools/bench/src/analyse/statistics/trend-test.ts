import { median } from 'simple-statistics';

/**
 * Seasonal Kendall test for a rising trend (Hirsch, Slack and Smith, Water Resources Research 18(1), 1982):
 * Mann and Kendall's S of each series, summed. Returns the normal deviate z, with continuity correction;
 * ties make it smaller than it is, which errs to the side of no trend.
 */
export function risingTrendZ(series: readonly (readonly number[])[]): number {
  let s = 0;
  let variance = 0;
  for (const values of series) {
    for (let later = 1; later < values.length; later += 1) {
      for (let earlier = 0; earlier < later; earlier += 1) s += Math.sign(values[later]! - values[earlier]!);
    }
    const n = values.length;
    variance += (n * (n - 1) * (2 * n + 5)) / 18;
  }
  return variance === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
}

/** Theil and Sen's slope: the median of the slopes between all pairs of points (Sen, JASA 63, 1968). y per x. */
export function theilSenSlope(points: readonly { x: number; y: number }[]): number {
  const slopes: number[] = [];
  for (let later = 1; later < points.length; later += 1) {
    for (let earlier = 0; earlier < later; earlier += 1) {
      const distance = points[later]!.x - points[earlier]!.x;
      if (distance > 0) slopes.push((points[later]!.y - points[earlier]!.y) / distance);
    }
  }
  return slopes.length === 0 ? 0 : median(slopes);
}
