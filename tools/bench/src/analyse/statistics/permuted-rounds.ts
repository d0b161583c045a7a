import { unsafeUniformIntDistribution } from 'pure-rand/distribution/UnsafeUniformIntDistribution';
import { xoroshiro128plus } from 'pure-rand/generator/XoroShiro';

const PERMUTATIONS = 999;
/** Any fixed number does: the same data must give the same p on every machine. */
const SEED = 20_170_305;

/**
 * How likely it is that several servers lie as far apart as measured, or further, where none differs from another; `rounds` holds
 * their values in each round. Every order of a round's values among the servers was then as likely as the one measured,
 * so that the share of drawn orders which put them as far apart is p, whatever the noise looks like: analysis of variance in
 * randomised blocks by permutation (Pitman, Significance Tests Which May Be Applied to Samples from Any Populations III, Biometrika
 * 29, 1938). How far apart they lie is the variance of their means over the rounds. The measured order counts among the
 * drawn ones, which keeps p from being too small (Phipson and Smyth, Statistical Applications in Genetics and Molecular
 * Biology 9, 2010). Once p is certain to be above `limit` it is only known to be that.
 */
export function apartP(rounds: readonly (readonly number[])[], limit = 1): number {
  const drawn = rounds.map(centred);
  const measured = spreadOf(drawn);
  // What is equal but for the order of adding counts as equal.
  const least = measured - 1e-9 * measured;
  const random = xoroshiro128plus(SEED);
  let asFar = 1;
  for (let permutation = 0; permutation < PERMUTATIONS && pOf(asFar) <= limit; permutation += 1) {
    for (const values of drawn) {
      for (let last = values.length - 1; last > 0; last -= 1) {
        const other = unsafeUniformIntDistribution(0, last, random);
        const value = values[last]!;
        values[last] = values[other]!;
        values[other] = value;
      }
    }
    if (spreadOf(drawn) >= least) asFar += 1;
  }
  return pOf(asFar);
}

const pOf = (asFar: number) => asFar / (PERMUTATIONS + 1);

/** What a round adds to all servers alike is no difference between them. */
function centred(values: readonly number[]): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Float64Array.from(values, (value) => value - mean);
}

/** The variance of the servers' means, but for a factor that no order changes. */
function spreadOf(rounds: readonly Float64Array[]): number {
  let spread = 0;
  for (let server = 0; server < (rounds[0]?.length ?? 0); server += 1) {
    let sum = 0;
    for (const values of rounds) sum += values[server]!;
    spread += sum * sum;
  }
  return spread;
}
