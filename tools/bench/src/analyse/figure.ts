import { median } from 'simple-statistics';
import type { Figure } from '../schema/figure.ts';
import type { Reading } from '../schema/result.ts';
import { FEWEST_FOR_INTERVAL, medianInterval } from './statistics/median-interval.ts';
import { outliersOf } from './statistics/outliers.ts';

/** The median of `values` with its exact interval; `missing` says why where there are no values. */
export function figureOver(values: readonly number[], missing: string): Figure {
  if (values.length === 0) return { unavailable: missing };
  const outliers = outliersOf(values);
  const base = {
    median: median([...values]),
    rounds: values.length,
    ...(outliers.length > 0 && { outliers }),
  };
  if (values.length < FEWEST_FOR_INTERVAL) {
    const count = values.length === 1 ? '1 measurement' : `${values.length} measurements`;
    return { ...base, noInterval: `${count}; an interval needs ${FEWEST_FOR_INTERVAL}` };
  }
  return { ...base, ...medianInterval(values) };
}

/** A figure that is read once and does not vary over rounds, such as a size. */
export function figureOfReading(reading: Reading): Figure {
  if (reading.state === 'unknown') return { unavailable: reading.reason };
  return { median: reading.value, rounds: 1, noInterval: 'read once' };
}
