import { unsafeUniformIntDistribution } from 'pure-rand/distribution/UnsafeUniformIntDistribution';
import { xoroshiro128plus } from 'pure-rand/generator/XoroShiro';
import type { Result } from '../../../bench/src/schema/result.ts';

/** The rounds of a result at some of its places, numbered anew: a result of its own, as rounds are launches of their own. */
export function part(result: Result, isIn: (place: number) => boolean, label = result.label): Result {
  const rounds = result.rounds
    .filter((_, place) => isIn(place))
    .map((round, index) => ({ ...round, round: index }));
  return { ...result, label, rounds };
}

/**
 * A server against itself: its rounds in pairs of neighbours, `pairs` of them a trial, as many trials as there are. A seeded coin
 * says which of two neighbours is the subject, as a seeded shuffle orders the servers of a real round: then neither a machine that
 * drifts nor one whose rounds resemble those before them makes a difference. A fixed order, turned from pair to pair, does not do that.
 */
export function againstItself(
  result: Result,
  pairs: number,
  seed: number,
): { subject: Result; reference: Result }[] {
  const random = xoroshiro128plus(seed);
  const isFirstSubject = Array.from(
    { length: Math.floor(result.rounds.length / 2) },
    () => unsafeUniformIntDistribution(0, 1, random) === 0,
  );
  const trials = Math.floor(result.rounds.length / (2 * pairs));
  return Array.from({ length: trials }, (_, trial) => {
    const mine = (place: number) => Math.floor(place / (2 * pairs)) === trial;
    const isSubject = (place: number) => (place % 2 === 0) === isFirstSubject[Math.floor(place / 2)];
    return {
      subject: part(result, (place) => mine(place) && isSubject(place), `${result.label}, first of two`),
      reference: part(result, (place) => mine(place) && !isSubject(place), `${result.label}, second of two`),
    };
  });
}
