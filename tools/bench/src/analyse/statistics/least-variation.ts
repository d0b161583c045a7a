import { chiSquaredDistributionTable, coefficientOfVariation } from 'simple-statistics';

/** Upper tail: a limit that the true variation is below in one of twenty cases. */
const TAIL = 0.05;

/**
 * The coefficient of variation that the values' own is at least, at 95 % confidence: the lower limit of the standard deviation by
 * the chi-square distribution of n − 1 degrees of freedom (NIST/SEMATECH e-Handbook of Statistical Methods, §1.3.5.8). Five
 * values say 0.65 of what they vary by, twenty 0.79. The table thins out above 30 degrees; the next lower entry is the safe one.
 */
export function leastVariation(values: readonly number[]): number {
  const freedom = values.length - 1;
  const [nearest, limit] = Object.entries(chiSquaredDistributionTable)
    .map(([tabled, limits]) => [Number(tabled), limits[TAIL]] as const)
    .filter(([tabled]) => tabled <= freedom)
    .at(-1)!;
  return coefficientOfVariation([...values]) * Math.sqrt(nearest / limit);
}
