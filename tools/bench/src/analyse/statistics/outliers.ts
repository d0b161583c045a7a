import { median, medianAbsoluteDeviation } from 'simple-statistics';

/** Iglewicz and Hoaglin, How to Detect and Handle Outliers (ASQC 1993), §3: label |M| above 3.5. */
const MODIFIED_Z_LIMIT = 3.5;
/** Φ⁻¹(0.75), which makes the median absolute deviation estimate σ of a normal distribution (ibid.). */
const MAD_SCALE = 0.6745;
/** Half of five values may agree by chance: a value this near to the median is no outlier, whatever its score. */
const LEAST_RELATIVE_DISTANCE = 0.1;
const FEWEST_VALUES = 5;

/** The indices of the values that are outliers by their modified z-score. Nothing is ever dropped for it. */
export function outliersOf(values: readonly number[]): number[] {
  if (values.length < FEWEST_VALUES) return [];
  const middle = median([...values]);
  const spread = medianAbsoluteDeviation([...values]);
  return values.flatMap((value, index) => {
    const distance = Math.abs(value - middle);
    if (distance <= LEAST_RELATIVE_DISTANCE * Math.abs(middle)) return [];
    return MAD_SCALE * distance > MODIFIED_Z_LIMIT * spread ? [index] : [];
  });
}
