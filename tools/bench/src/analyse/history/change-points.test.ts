import { unsafeUniformIntDistribution } from 'pure-rand/distribution/UnsafeUniformIntDistribution';
import { xoroshiro128plus } from 'pure-rand/generator/XoroShiro';
import { describe, expect, it } from 'vitest';
import { changePoints } from './change-points.ts';

/** Values around a level, the same for the same seed. */
function noisy(level: number, spread: number, count: number, seed: number): number[] {
  const random = xoroshiro128plus(seed);
  const unit = () => unsafeUniformIntDistribution(0, 1_000_000, random) / 1_000_000;
  return Array.from({ length: count }, () => level * (1 + spread * unit()));
}

describe('changePoints', () => {
  it('finds where the level changes, and changes back', () => {
    const values = [...noisy(10, 0.05, 40, 1), ...noisy(12, 0.05, 30, 2), ...noisy(9, 0.05, 30, 3)];
    expect(changePoints(values)).toEqual([40, 70]);
  });

  it('finds nothing in noise more often than it says', () => {
    const series = Array.from({ length: 300 }, (_, seed) => noisy(10, 0.1, 60, seed + 1));
    expect(series.filter((values) => changePoints(values).length > 0).length).toBeLessThan(300 * 0.03);
  });

  it('is not moved by one wild run', () => {
    const values = noisy(10, 0.05, 40, 7);
    values[20] = 1000;
    expect(changePoints(values)).toEqual([]);
  });

  it.each([[[]], [[1]], [[1, 2]], [new Array(50).fill(3)]])('finds nothing in %j', (values) => {
    expect(changePoints(values)).toEqual([]);
  });
});
