import type { Result } from '../../../bench/src/schema/result.ts';

/** The rounds of a result at some of its places, numbered anew: a result of its own, as rounds are launches of their own. */
export function part(result: Result, isIn: (place: number) => boolean, label = result.label): Result {
  const rounds = result.rounds
    .filter((_, place) => isIn(place))
    .map((round, index) => ({ ...round, round: index }));
  return { ...result, label, rounds };
}

/**
 * A server against itself: its rounds in pairs of neighbours, `pairs` of them a trial, as many trials as there are. Which of
 * two neighbours is the subject changes from pair to pair, so that a machine that drifts makes no difference.
 */
export function againstItself(result: Result, pairs: number): { subject: Result; reference: Result }[] {
  const trials = Math.floor(result.rounds.length / (2 * pairs));
  return Array.from({ length: trials }, (_, trial) => {
    const mine = (place: number) => Math.floor(place / (2 * pairs)) === trial;
    const isSubject = (place: number) => (place + Math.floor(place / 2)) % 2 === 0;
    return {
      subject: part(result, (place) => mine(place) && isSubject(place), `${result.label}, first of two`),
      reference: part(result, (place) => mine(place) && !isSubject(place), `${result.label}, second of two`),
    };
  });
}
